import { once } from "node:events";
import { get as getPlain, type IncomingMessage } from "node:http";
import { createServer as createHttpsServer, get as getTls } from "node:https";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { makeSelfSigned } from "#server/certificate/self-signed.ts";
import { createTlsOrPlainServer } from "#server/console/tls-or-plain.ts";

const https = createHttpsServer({}, (_request, response) => response.end("over TLS"));
const door = createTlsOrPlainServer((socket) => void https.emit("connection", socket));
let port = 0;

beforeAll(async () => {
  const { certificatePem, keyPem } = await makeSelfSigned(["localhost"], new Date());
  https.setSecureContext({ cert: certificatePem, key: keyPem });
  door.listen(0, "127.0.0.1");
  await once(door, "listening");
  port = (door.address() as AddressInfo).port;
});
afterAll(() => new Promise((resolve) => door.close(resolve)));

test("a TLS handshake reaches the https server", async () => {
  const request = getTls({ port, host: "127.0.0.1", headers: { connection: "close" }, rejectUnauthorized: false });
  const [response] = (await once(request, "response")) as [IncomingMessage];
  expect((await response.setEncoding("utf8").toArray()).join("")).toBe("over TLS");
});

test("plain http is sent to the same address with https in front", async () => {
  const headers = { host: `mail.example.org:${port}` };
  const [response] = (await once(getPlain({ port, host: "127.0.0.1", path: "/a?b", headers }), "response")) as [
    IncomingMessage,
  ];
  response.resume();
  expect(response.statusCode).toBe(308);
  expect(response.headers.location).toBe(`https://mail.example.org:${port}/a?b`);
});

test("header injection by the host is refused", async () => {
  const request = getPlain({ port, host: "127.0.0.1", headers: { host: "evil.example/@x", connection: "close" } });
  const [response] = (await once(request, "response")) as [IncomingMessage];
  response.resume();
  expect(response.statusCode).toBe(400);
});
