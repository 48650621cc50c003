import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, request } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, expect, test } from "vitest";
import { setOwnHeaders } from "#server/console/own-headers.ts";

let seen: IncomingHttpHeaders = {};
const server = createServer((incoming, response) => {
  setOwnHeaders(incoming, "http", "bm9uY2U=", "script-src 'nonce-bm9uY2U='");
  seen = incoming.headers;
  response.end();
});

beforeEach(async () => {
  seen = {};
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
});
afterEach(() => new Promise((resolve) => server.close(resolve)));

async function ask(path: string, headers: Record<string, string> = {}): Promise<IncomingHttpHeaders> {
  const { port } = server.address() as AddressInfo;
  const outgoing = request({ port, host: "127.0.0.1", path, headers: { host: "localhost:3000", ...headers } }).end();
  const [response] = await once(outgoing, "response");
  response.resume();
  await once(response, "end");
  return seen;
}

test("a forged client address, scheme, host, page or nonce is replaced by what the socket says", async () => {
  const headers = await ask("/accounts?page=2", {
    forwarded: "for=203.0.113.9",
    "x-forwarded-for": "203.0.113.9",
    "x-forwarded-proto": "https",
    "x-forwarded-host": "evil.example",
    "x-forwarded-port": "443",
    "x-real-ip": "203.0.113.9",
    "x-popdesk-path": "//evil.example",
    "x-popdesk-relay": "guess",
    "x-nonce": "mine",
    "content-security-policy": "script-src 'nonce-mine'",
    "x-middleware-subrequest": "middleware",
  });
  expect(headers).toMatchObject({
    "x-forwarded-for": "127.0.0.1",
    "x-forwarded-proto": "http",
    "x-forwarded-host": "localhost:3000",
    "x-popdesk-path": "/accounts?page=2",
    "x-nonce": "bm9uY2U=",
    "content-security-policy": "script-src 'nonce-bm9uY2U='",
  });
  for (const name of ["forwarded", "x-forwarded-port", "x-real-ip", "x-middleware-subrequest"]) {
    expect(headers).not.toHaveProperty(name);
  }
});

test("what this process asks itself keeps the browser's address and scheme", async () => {
  const relay = String((await ask("/"))["x-popdesk-relay"]);
  const relayed = { "x-popdesk-relay": relay, "x-forwarded-for": "192.0.2.7", "x-forwarded-proto": "https" };
  expect(await ask("/overview", { ...relayed, "x-forwarded-host": "mail.example.org:3443" })).toMatchObject({
    "x-forwarded-for": "192.0.2.7",
    "x-forwarded-proto": "https",
    "x-forwarded-host": "mail.example.org:3443",
  });
});

test.each([
  ["/sessions?_rsc=1abc", "/sessions"],
  ["/sessions?page=2&_rsc=1abc", "/sessions?page=2"],
  ["/sessions?_rsc=1abc&page=2", "/sessions?page=2"],
])("the page behind %s is %s", async (url, page) => {
  expect((await ask(url))["x-popdesk-path"]).toBe(page);
});
