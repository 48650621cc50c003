import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { createSecureContext, connect as tlsConnect } from "node:tls";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { LmtpConnectionOptions } from "#pop3d/lmtp/connection.ts";
import { defaultLmtpLimits, type LmtpLimits } from "#pop3d/lmtp/limits.ts";
import { startTls } from "#pop3d/net/worker/tls.ts";
import { makeSelfSigned } from "#server/certificate/self-signed.ts";
import { DomainError } from "#server/errors.ts";
import { eventually } from "#test/support/eventually.ts";
import { LmtpClient } from "#test/support/lmtp-client.ts";
import { LmtpConnections } from "#test/support/lmtp-connections.ts";
import { MemoryMail } from "./memory-mail.ts";

describe("an LMTP connection", () => {
  let mail: MemoryMail;
  let incidents: unknown[];
  let sockets: Socket[];
  let close: () => Promise<void>;
  let connections: LmtpConnections;

  /** A server on a free port with these limits. */
  async function serve(
    limits: Partial<LmtpLimits> = {},
    startTls?: LmtpConnectionOptions["startTls"],
  ): Promise<{ host: string; port: number }> {
    mail = new MemoryMail();
    incidents = [];
    sockets = [];
    connections = new LmtpConnections({
      hostname: () => "mail.example.org",
      backend: mail,
      limits: { ...defaultLmtpLimits, ...limits },
      startTls,
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

  it("changes to TLS, and forgets what was said before it and smuggled behind it", async () => {
    const { certificatePem, keyPem } = await makeSelfSigned(["localhost"], new Date());
    const secureContext = createSecureContext({ cert: certificatePem, key: keyPem });
    const where = await serve({}, () => (socket) => startTls(socket, { secureContext }));
    const plain = connect(where).setEncoding("latin1");
    await heardOf(plain, "220 ");
    plain.write("LHLO c\r\n");
    expect(await heardOf(plain, "250 SIZE")).toContain("250-STARTTLS\r\n");
    plain.write("MAIL FROM:<>\r\nSTARTTLS\r\nRCPT TO:<ann@example.org>\r\n");
    await heardOf(plain, "220 2.0.0 begin TLS\r\n");
    plain.removeAllListeners("data").pause();
    const secure = tlsConnect({ socket: plain, rejectUnauthorized: false }).setEncoding("latin1");
    await once(secure, "secureConnect");
    secure.write("RCPT TO:<ann@example.org>\r\nMAIL FROM:<>\r\nLHLO c\r\n");
    const said = await heardOf(secure, "250 SIZE");
    expect(said).toMatch(/^503 5\.5\.1 MAIL comes first\r\n503 5\.5\.1 LHLO comes first\r\n250-/);
    expect(said).not.toContain("STARTTLS");
    secure.write("STARTTLS\r\nMAIL FROM:<>\r\nRCPT TO:<ann@example.org>\r\nDATA\r\n");
    await heardOf(secure, "354 ");
    secure.write("Subject: s\r\n.\r\nQUIT\r\n");
    await heardOf(secure, "221 ");
    expect(mail.stored[0]?.trace).toMatch(
      /\t\(using TLSv1\.[23] with cipher \S+\)\r\n\tby mail\.example\.org \(Popdesk\) with LMTPS id /,
    );
    await eventually(() => connections.count === 0);
  });

  it("lets go of a client that fails the handshake", async () => {
    const { certificatePem, keyPem } = await makeSelfSigned(["localhost"], new Date());
    const secureContext = createSecureContext({ cert: certificatePem, key: keyPem });
    const plain = connect(await serve({}, () => (socket) => startTls(socket, { secureContext }))).setEncoding("latin1");
    await heardOf(plain, "220 ");
    plain.write("STARTTLS\r\n");
    await heardOf(plain, "begin TLS\r\n");
    plain.on("error", () => {}).write("this is no handshake\r\n".repeat(10));
    await eventually(() => connections.count === 0);
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

/** All that comes from now until `text` is among it. */
function heardOf(socket: Socket, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let heard = "";
    const hear = (more: string) => {
      heard += more;
      if (!heard.includes(text)) return;
      socket.off("data", hear);
      resolve(heard);
    };
    socket.on("data", hear).once("close", () => reject(new Error(`closed after: ${heard}`)));
  });
}
