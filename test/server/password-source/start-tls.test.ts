import { once } from "node:events";
import { type AddressInfo, connect, createServer } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { askForTls, readAnswer } from "#server/password-source/ldap/start-tls.ts";

/** ExtendedResponse, message 1: success, no matched DN, no message. */
const agreed = Buffer.from("300c02010178070a010004000400", "hex");
const refused = Buffer.from("300c02010178070a013404000400", "hex");

describe("the answer to StartTLS", () => {
  test("is agreed to, or refused with its code", () => {
    expect(readAnswer(agreed)).toBe("agreed");
    expect(readAnswer(refused)).toMatch(/result code 52/);
  });

  test("is waited for to its last octet", () => {
    for (let length = 0; length < agreed.length; length += 1) {
      expect(readAnswer(agreed.subarray(0, length))).toBe("more");
    }
  });

  test("with anything behind it is an attack: it would be the first thing heard inside TLS", () => {
    const success = Buffer.from("300c02010261070a010004000400", "hex");
    expect(readAnswer(Buffer.concat([agreed, success]))).toMatch(/more before TLS/);
    expect(readAnswer(Buffer.concat([agreed, success.subarray(0, 5)]))).toMatch(/more before TLS/);
  });

  test("that is no LDAP is said so", () => {
    for (const text of ["HTTP/1.1 400 Bad Request\r\n\r\n", "0\x03\x02\x01\x01", "0\x84\x00\x00\x00\x03\x02\x01\x01"]) {
      expect(readAnswer(Buffer.from(text, "latin1"))).toMatch(/did not answer in LDAP/);
    }
    expect(readAnswer(Buffer.from("3089010101010101010101", "hex"))).toBe("more");
  });
});

describe("asking for TLS", () => {
  const servers: ReturnType<typeof createServer>[] = [];
  afterEach(() => {
    for (const server of servers) server.close();
  });

  async function ask(answer: (socket: import("node:net").Socket) => void): Promise<unknown> {
    const server = createServer((socket) => {
      socket.on("error", () => {}).once("data", () => answer(socket));
    }).listen(0, "127.0.0.1");
    servers.push(server);
    await once(server, "listening");
    const socket = connect((server.address() as AddressInfo).port, "127.0.0.1");
    await once(socket, "connect");
    try {
      return await askForTls(socket).then(
        () => "agreed",
        (error: unknown) => (error as Error).message,
      );
    } finally {
      socket.destroy();
    }
  }

  test("ends with the answer, however it comes in, with a hang-up, and with too much of what is no answer", async () => {
    expect(await ask((socket) => agreed.forEach((octet) => void socket.write(Buffer.from([octet]))))).toBe("agreed");
    expect(await ask((socket) => void socket.end())).toMatch(/closed the connection/);
    expect(await ask((socket) => void socket.write(refused))).toMatch(/refused StartTLS/);
    const endless = Buffer.concat([Buffer.from("3084000fffff", "hex"), Buffer.alloc(8_000)]);
    expect(await ask((socket) => void socket.write(endless))).toMatch(/did not answer in LDAP/);
  });
});
