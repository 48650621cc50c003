import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ReplyWriter } from "#pop3d/net/worker/reply-writer.ts";

const answer = Buffer.alloc(20_000, "a");

describe("what is written to a client", () => {
  let server: Server;
  let client: Socket;
  let socket: Socket;
  let writer: ReplyWriter;
  let stalls: boolean[];

  beforeEach(async () => {
    server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const accepted = once(server, "connection");
    client = connect((server.address() as AddressInfo).port, "127.0.0.1");
    client.pause();
    [socket] = await accepted;
    stalls = [];
    writer = new ReplyWriter(socket, { stalled: (isStalled) => stalls.push(isStalled) });
  });
  afterEach(() => {
    client.destroy();
    socket.destroy();
    server.close();
  });

  /** Until the system takes no more. */
  async function stuff(): Promise<void> {
    let pending: Promise<void> | null = null;
    while (pending === null) {
      pending = writer.send({ parts: answer }, false);
      await new Promise(setImmediate);
    }
    pending.catch(() => {}); // nobody reads; the socket is destroyed in the end
    expect(socket.writableLength).toBeGreaterThan(0);
  }

  test("answers that more follow leave together, in bounds", async () => {
    let written = 0;
    const send = () => writer.send({ parts: answer, written: () => (written += 1) }, true);
    for (let n = 0; n < 10; n += 1) expect(send()).toBe(null);
    expect(socket.writableLength).toBe(10 * answer.length);
    expect(written).toBe(0);
    writer.flush();
    expect(socket.writableLength).toBe(0);
    await expect.poll(() => written).toBe(10);

    await stuff();
    let held = 0;
    while (send() === null) held = Math.max(held, socket.writableLength);
    expect(held).toBeGreaterThan(200_000);
    expect(socket.writableLength).toBeLessThan(256 * 1024 + 2 * answer.length);
  });

  test("the last one waits until the client has taken what was gathered, or QUIT would be a matter of seconds", async () => {
    await stuff();
    expect(writer.send({ parts: answer }, true)).toBe(null);
    const bye = writer.send({ parts: Buffer.from("+OK bye\r\n") }, false);
    expect(bye).not.toBe(null);
    expect(stalls.at(-1)).toBe(true);
    client.on("data", () => {}).resume();
    await bye;
    expect(stalls.at(-1)).toBe(false);
    expect(socket.writableLength).toBe(0);
  });

  test("a large answer goes out in slices, and counts as written with its last octet alone", async () => {
    const large = Buffer.alloc(16 * 1024 * 1024, "l");
    let written = 0;
    const pending = writer.send({ parts: large, written: () => (written += 1) }, false);
    expect(pending).not.toBe(null);
    expect(socket.writableLength).toBeLessThanOrEqual(64 * 1024);
    expect(writer.octetsSent).toBeLessThan(large.length);
    let received = 0;
    expect(written).toBe(0);
    client.on("data", (octets) => (received += octets.length)).resume();
    await pending;
    await expect.poll(() => written).toBe(1);
    await expect.poll(() => received).toBe(large.length);
  });

  test("nothing counts as written where the connection goes away", async () => {
    let written = 0;
    await stuff();
    const pending = writer.send({ parts: answer, written: () => (written += 1) }, false);
    socket.destroy();
    writer.wake();
    await expect(pending).rejects.toThrow();
    await new Promise(setImmediate);
    expect(written).toBe(0);
  });
});
