import { once } from "node:events";
import { createServer, type IncomingMessage, type OutgoingHttpHeaders, request } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { refuseLargeBody } from "#server/console/refuse-large-body.ts";
import { refuseMalformedPath } from "#server/console/refuse-malformed-path.ts";

const server = createServer((incoming, response) => {
  if (refuseMalformedPath(incoming, response) || refuseLargeBody(incoming, response)) return;
  incoming.resume().once("end", () => response.end("served"));
});
beforeEach(async () => {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
});
afterEach(() => new Promise((resolve) => server.close(resolve)));

interface Asked {
  path?: string;
  headers?: OutgoingHttpHeaders;
  body?: Buffer;
}

async function ask({ path = "/", headers, body }: Asked) {
  const { port } = server.address() as AddressInfo;
  const outgoing = request({ port, host: "127.0.0.1", method: "POST", path, headers, agent: false });
  // Headers alone, where the test sends no body: the answer must not wait for it.
  if (body) outgoing.end(body);
  else outgoing.flushHeaders();
  const [response] = (await once(outgoing, "response")) as [IncomingMessage];
  const said = await text(response);
  outgoing.destroy();
  return { status: response.statusCode, connection: response.headers.connection, said };
}

describe("a body", () => {
  const most = 1024 * 1024;

  test("as large as a form may be is served", async () => {
    const body = Buffer.alloc(most);
    expect(await ask({ headers: { "content-length": most }, body })).toMatchObject({ status: 200, said: "served" });
  });

  test("that is announced one octet larger is refused before any of it was sent, and the connection ends", async () => {
    const answer = await ask({ headers: { "content-length": most + 1 } });
    expect(answer).toMatchObject({ status: 413, connection: "close" });
    expect(answer.said).toContain("up to 1 MiB at once");
  });

  test("that does not say how large it is, is refused", async () => {
    expect(await ask({ headers: { "transfer-encoding": "chunked" } })).toMatchObject({
      status: 411,
      connection: "close",
    });
  });
});

describe("a path", () => {
  test.each(["/%E0%A4%A", "/accounts/%", "/%zz", "/%C0%AF..", "/sessions/%FF?page=2"])(
    "%s names no page",
    async (path) => {
      const { status, said } = await ask({ path, body: Buffer.alloc(0) });
      expect(status).toBe(400);
      expect(said).toContain("spelled wrongly");
    },
  );

  test.each(["/", "/accounts/%C3%A4", "/a%20b%2Fc", "/sessions?search=%", "/sessions?search=%E0%A4%A"])(
    "%s may",
    async (path) => expect(await ask({ path, body: Buffer.alloc(0) })).toMatchObject({ status: 200 }),
  );
});
