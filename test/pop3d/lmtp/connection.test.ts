import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { LmtpConnections } from "#pop3d/lmtp/connections.ts";
import { defaultLmtpLimits, type LmtpLimits } from "#pop3d/lmtp/limits.ts";
import { DomainError } from "#server/errors.ts";
import { eventually } from "#test/support/eventually.ts";
import { LmtpClient } from "#test/support/lmtp-client.ts";
import { MemoryMail } from "./memory-mail.ts";

describe("an LMTP connection", () => {
  let mail: MemoryMail;
  let incidents: unknown[];
  let sockets: Socket[];
  let close: () => Promise<void>;
  let connections: LmtpConnections;

  /** A server on a free port with these limits. */
  async function serve(limits: Partial<LmtpLimits> = {}): Promise<{ host: string; port: number }> {
    mail = new MemoryMail();
    incidents = [];
    sockets = [];
    connections = new LmtpConnections({
      hostname: () => "mail.example.org",
      backend: mail,
      limits: { ...defaultLmtpLimits, ...limits },
      onIncident: (error) => String(incidents.push(error)),
    });
    const server = createServer((socket) => {
      sockets.push(socket);
      connections.accept(socket, `id-${sockets.length}`);
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    close = async () => {
      server.close();
      await connections.end();
    };
    return { host: "127.0.0.1", port: (server.address() as AddressInfo).port };
  }

  beforeEach(() => {
    close = async () => {};
  });
  afterEach(async () => {
    await close();
    expect(incidents).toEqual([]);
  });

  it("delivers, and names the client's address in the trace", async () => {
    const client = await LmtpClient.open(await serve());
    const content = Buffer.from("Subject: one\r\n\r\n.\r\nbody\r\n");
    expect(await client.send(["ann@example.org", "unknown@example.org"], content)).toEqual([
      expect.stringMatching(/^250 2\.0\.0 /),
      expect.stringMatching(/^550 5\.1\.1 There is no mailbox unknown@example\.org\./),
    ]);
    expect(mail.stored[0]?.message).toBe(content.toString());
    expect(mail.stored[0]?.trace).toContain("Received: from client.test ([127.0.0.1])\r\n");
    await client.close();
  });

  it("reads a large message no faster than it is stored", async () => {
    const client = await LmtpClient.open(await serve());
    let held = 0;
    let most = 0;
    mail.onPush = async (octets) => {
      held += octets.length;
      most = Math.max(most, (sockets[0]?.bytesRead ?? 0) - held);
      await new Promise(setImmediate);
    };
    const content = Buffer.alloc(18 * 400_000, "0123456789abcdef\r\n");
    expect(await client.send(["ann@example.org"], content)).toEqual([expect.stringMatching(/^250/)]);
    expect(mail.stored[0]?.message.length).toBe(content.length);
    expect(most).toBeLessThan(512 * 1024);
    await client.close();
  });

  it("answers every recipient with the disk's trouble, after the end of the message", async () => {
    const client = await LmtpClient.open(await serve());
    mail.onPush = () => {
      throw new DomainError("storage", "The disk is full.");
    };
    const answers = await client.send(["ann@example.org", "bob@example.org"], Buffer.alloc(1024 * 1024, "x\r\n"));
    expect(answers).toEqual(Array.from({ length: 2 }, () => "451 4.3.0 The disk is full."));
    expect(mail).toMatchObject({ stored: [], unfinished: 0 });
    await client.close();
  });

  it("forgets a message whose client went away in the middle", async () => {
    const client = await LmtpClient.open(await serve());
    await client.command("MAIL FROM:<>");
    await client.command("RCPT TO:<ann@example.org>");
    await client.command("DATA");
    sockets[0]?.resetAndDestroy();
    await eventually(() => connections.count === 0);
    expect(mail).toMatchObject({ stored: [], unfinished: 0 });
  });

  it("says goodbye to a client that is silent, or dribbles a line without end", async () => {
    const where = await serve({ idleMs: 150 });
    const silent = await LmtpClient.open(where);
    const dribbling = connect(where).setEncoding("latin1");
    let heard = "";
    dribbling.on("data", (text: string) => {
      heard += text;
      dribbling.write("x");
    });
    const dribble = setInterval(() => dribbling.write("x"), 20);
    dribbling.on("error", () => {}).on("close", () => clearInterval(dribble));
    expect(await silent.reply()).toMatch(/^421 4\.4\.2 /);
    await eventually(() => heard.includes("\r\n421 4.4.2 "));
    await eventually(() => connections.count === 0);
  });

  it("refuses connections beyond the limit", async () => {
    const where = await serve({ maxConnections: 1 });
    const first = await LmtpClient.open(where);
    await expect(LmtpClient.open(where)).rejects.toThrow("connection closed");
    await first.close();
    await eventually(() => connections.count === 0);
    await (await LmtpClient.open(where)).close();
  });

  it("stops: idle clients hear 421 at once, a delivery under way is answered first", async () => {
    const where = await serve();
    const idle = await LmtpClient.open(where);
    const busy = await LmtpClient.open(where);
    let goOn = () => {};
    mail.onPush = () =>
      new Promise<void>((resolve) => {
        goOn = resolve;
      });
    const answers = busy.send(["ann@example.org"], Buffer.from("Subject: x\r\n"));
    await eventually(() => mail.unfinished === 1);
    await eventually(() => goOn.toString() !== (() => {}).toString());
    const stopped = close();
    expect(await idle.reply()).toMatch(/^421 4\.3\.2 /);
    goOn();
    expect(await answers).toEqual([expect.stringMatching(/^250/)]);
    expect(await busy.reply()).toMatch(/^421 4\.3\.2 /);
    await stopped;
    expect(mail.stored).toHaveLength(1);
  });
});
