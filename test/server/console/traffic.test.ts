import { once } from "node:events";
import { createServer, get, type IncomingMessage, type RequestListener } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { expect, test } from "vitest";
import { Traffic } from "#server/console/traffic.ts";

async function served(listener: RequestListener) {
  const traffic = new Traffic();
  const server = traffic.watch(
    createServer((request, response) => {
      traffic.add(response);
      listener(request, response);
    }),
  );
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const closed = new Promise((resolve) => server.once("close", resolve));
  return { traffic, server, port, closed };
}

test("an answer on its way is finished; a silent connection does not hold the stop up", async () => {
  let finish = () => {};
  const { traffic, server, port, closed } = await served((_request, response) => {
    response.write("half");
    finish = () => response.end(" whole");
  });
  const silent = connect(port, "127.0.0.1");
  await once(silent, "connect");
  const [response] = (await once(get({ port, host: "127.0.0.1" }), "response")) as [IncomingMessage];
  let text = "";
  response.setEncoding("utf8").on("data", (chunk: string) => {
    text += chunk;
    if (text === "half") finish();
  });
  server.close();
  await Promise.all([traffic.end(20_000), once(response, "end"), closed]);
  expect(text).toBe("half whole");
});

test("an event stream, which has no end of its own, is ended at once", async () => {
  const { traffic, server, port, closed } = await served((_request, response) => {
    response.setHeader("content-type", "text/event-stream").write(": hello\n\n");
  });
  const [response] = (await once(get({ port, host: "127.0.0.1" }), "response")) as [IncomingMessage];
  const ended = new Promise((resolve) => response.once("close", resolve));
  response.on("error", () => {}).resume();
  server.close();
  await Promise.all([traffic.end(20_000), ended, closed]);
});

test("an answer that does not come is given up after the limit", async () => {
  const { traffic, server, port, closed } = await served(() => {});
  const request = get({ port, host: "127.0.0.1" });
  const failed = once(request, "error");
  await once(server, "request");
  server.close();
  await Promise.all([traffic.end(50), failed, closed]);
});
