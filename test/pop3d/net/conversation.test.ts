import { readFile, stat } from "node:fs/promises";
import { createConnection } from "node:net";
import { connect as tlsConnect } from "node:tls";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createSelfSigned } from "#server/certificate/create-self-signed.ts";
import { tester } from "#test/support/actor.ts";
import { type RunningDaemon, startDaemon } from "#test/support/daemon.ts";
import { eventually } from "#test/support/eventually.ts";
import { splits } from "#test/support/in-chunks.ts";
import { freshInstallation, type Installation } from "#test/support/installation.ts";
import { RawClient } from "#test/support/raw-client.ts";

const message = "Subject: dots\r\n\r\n.one\r\n..two\r\nlast\r\n";

describe("a client on a real socket", () => {
  let at: Installation;
  let daemon: RunningDaemon;
  let plain: number;
  let implicit: number;
  beforeAll(async () => {
    at = await freshInstallation("sqlite");
    await at.deliver(message);
    daemon = await startDaemon(at);
    plain = daemon.port("POP3");
    implicit = daemon.port("POP3S");
  });
  afterAll(async () => {
    expect(await daemon.stop()).toBe(0);
    await at.close();
  });

  /** All a client hears that sends this in these pieces and closes its side. */
  async function hear(octets: Uint8Array, split: (octets: Uint8Array) => Uint8Array[]): Promise<string> {
    const client = await RawClient.connect(plain);
    client.socket.setNoDelay(true);
    for (const piece of split(octets)) {
      client.write(piece);
      await new Promise(setImmediate);
    }
    client.socket.end();
    await client.ended();
    return client.received;
  }

  test("hears the same however the network splits what it says", async () => {
    const said = Buffer.from(
      `CAPA\r\nUSER ${at.address}\r\nPASS ${at.password}\r\nSTAT\r\nUIDL\r\nRETR 1\r\nTOP 1 1\r\nNOOP\r\nQUIT\r\n`,
    );
    const whole = await hear(said, (octets) => [octets]);
    expect(whole).toContain("\r\n..one\r\n...two\r\nlast\r\n.\r\n");
    expect(whole).toMatch(/\+OK[^\r]*bye[^\r]*\r\n$/);
    for (const { split } of splits.filter(({ name }) => !["whole", "by 509", "by 512"].includes(name)).slice(0, 8)) {
      expect(await hear(said, split)).toBe(whole);
    }
  });

  test("gets its answers after it has closed its side, in the clear and inside TLS", async () => {
    for (const client of [await RawClient.connect(plain), await RawClient.connectTls(implicit)]) {
      client.write(`USER ${at.address}\r\nPASS ${at.password}\r\nSTAT\r\nQUIT\r\n`);
      client.socket.end();
      await client.ended();
      expect(client.received.split("\r\n").filter((line) => line.startsWith("+OK"))).toHaveLength(5);
    }
  });

  test("that leaves at the end of its handshake is gone at once, not when its time is over", async () => {
    const socket = tlsConnect({ port: implicit, host: "127.0.0.1", rejectUnauthorized: false });
    const remotePort = await new Promise<number | undefined>((resolve) =>
      socket.once("secureConnect", () => {
        resolve(socket.localPort);
        // Before this side's last handshake message is on its way.
        socket.destroy();
      }),
    );
    const session = await eventually(() =>
      at.store.db.session.findFirst({ where: { remotePort, endedAt: { not: null } } }),
    );
    expect(session).toMatchObject({ endReason: "dropped", tlsVersion: null });
  });

  test("that leaves without QUIT is recorded as dropped, and its lock is free", async () => {
    const client = await RawClient.connect(plain);
    await client.line();
    expect(await client.signIn(at.address, at.password)).toMatch(/^\+OK/);
    const { localPort } = client.socket;
    expect(await client.command("DELE 1")).toMatch(/^\+OK/);
    client.destroy();
    const session = await eventually(async () =>
      at.store.db.session.findFirst({ where: { remotePort: localPort, endedAt: { not: null } } }),
    );
    expect(session).toMatchObject({
      endReason: "dropped",
      markedCount: 1,
      removedCount: 0,
      address: at.address,
      tlsVersion: null,
    });
    expect(await at.store.db.maildropLock.count()).toBe(0);
    expect(await at.store.db.message.count()).toBe(1);
  });

  test("says STLS and goes on in TLS, as a stranger", async () => {
    const client = await RawClient.connect(plain);
    await client.line();
    expect(await client.command(`USER ${at.address}`)).toMatch(/^\+OK/);
    expect(await client.command("STLS")).toMatch(/^\+OK/);
    await client.startTls();
    expect(client.tls.alpnProtocol).toBe("pop3");
    expect(await client.command(`PASS ${at.password}`)).toMatch(/^-ERR/);
    expect(await client.command("STLS")).toMatch(/^-ERR/);
    expect(await client.signIn(at.address, at.password)).toMatch(/^\+OK/);
    expect(await client.command("QUIT")).toMatch(/^\+OK/);
    await client.ended();
  });

  test("cannot smuggle commands into TLS behind STLS: neither in its packet nor after it", async () => {
    for (const isOnePacket of [true, false]) {
      const client = await RawClient.connect(plain);
      await client.line();
      client.write(isOnePacket ? `STLS\r\nUSER ${at.address}\r\n` : "STLS\r\n");
      expect(await client.line()).toMatch(/^\+OK/);
      if (isOnePacket) {
        await client.startTls();
        expect(await client.command("NOOP")).toMatch(/^-ERR/);
        expect(await client.command(`PASS ${at.password}`)).toMatch(/^-ERR/);
        expect(client.received).toBe("");
      } else {
        client.write(`USER ${at.address}\r\nPASS ${at.password}\r\n`);
        await client.ended();
        expect(client.received).not.toContain("+OK");
      }
      client.destroy();
    }
  });

  test("is refused by an alert when it wants another protocol by ALPN", async () => {
    const trouble = new Promise<NodeJS.ErrnoException>((resolve) => {
      tlsConnect({ port: implicit, host: "127.0.0.1", rejectUnauthorized: false, ALPNProtocols: ["h2"] }).on(
        "error",
        resolve,
      );
    });
    expect((await trouble).code).toBe("ERR_SSL_TLSV1_ALERT_NO_APPLICATION_PROTOCOL");
    expect((await RawClient.connectTls(implicit, { ALPNProtocols: undefined })).tls.alpnProtocol).toBe(false);
  });

  test("speaks TLS 1.2 and 1.3, and nothing older", async () => {
    for (const version of ["TLSv1.2", "TLSv1.3"] as const) {
      const client = await RawClient.connectTls(implicit, { minVersion: version, maxVersion: version });
      expect(await client.line()).toMatch(/^\+OK/);
      expect(client.tls.getProtocol()).toBe(version);
      client.destroy();
    }
    const old = { minVersion: "TLSv1.1", maxVersion: "TLSv1.1", ciphers: "DEFAULT@SECLEVEL=0" } as const;
    const trouble = new Promise<NodeJS.ErrnoException>((resolve) => {
      tlsConnect({ port: implicit, host: "127.0.0.1", rejectUnauthorized: false, ...old }).on("error", resolve);
    });
    expect((await trouble).code).toMatch(/PROTOCOL_VERSION/);
  });

  test("resumes TLS with its ticket", async () => {
    const first = await RawClient.connectTls(implicit, { maxVersion: "TLSv1.2" });
    await first.line();
    const session = first.tls.getSession();
    const second = await RawClient.connectTls(implicit, { session, maxVersion: "TLSv1.2" });
    expect(second.tls.isSessionReused()).toBe(true);
    first.destroy();
    second.destroy();
  });

  test("is shown a new certificate within a second, while one that is connected stays", async () => {
    const stays = await RawClient.connectTls(implicit);
    await stays.line();
    const before = stays.tls.getPeerCertificate().fingerprint256;
    const { fingerprint } = await createSelfSigned(at.store, { names: ["localhost"] }, tester);
    expect(fingerprint).not.toBe(before);
    await eventually(async () => {
      const client = await RawClient.connectTls(implicit);
      const shown = client.tls.getPeerCertificate().fingerprint256;
      client.destroy();
      return shown === fingerprint;
    }, 1_000);
    expect(await stays.command("QUIT")).toMatch(/^\+OK/);
    stays.destroy();
  });

  test("that speaks no TLS to the TLS port is let go", async () => {
    const client = await RawClient.connect(implicit);
    client.write("USER ann\r\nPASS x\r\n");
    await client.ended();
    expect(client.received).not.toContain("OK");
  });

  test("is told at the end of TLS with close_notify", async () => {
    const client = await RawClient.connectTls(implicit);
    await client.line();
    client.write("QUIT\r\n");
    await client.ended();
    // Without it Node reports an error or a close, never an orderly end.
    expect(client.isEnded).toBe(true);
  });

  test("may pipeline more than is kept for it", async () => {
    const client = await RawClient.connect(plain);
    await client.line();
    await client.signIn(at.address, at.password);
    const count = 50_000;
    client.write("NOOP\r\n".repeat(count));
    client.write("QUIT\r\n");
    await client.ended();
    expect(client.received.match(/\+OK/g)).toHaveLength(count + 1);
  });

  test("is asked by the system whether it is still there when nothing is heard of it", async () => {
    const client = await RawClient.connect(plain);
    await client.line();
    const hex = (port = 0) => port.toString(16).toUpperCase().padStart(4, "0");
    const ends = new RegExp(`:${hex(plain)} \\S+:${hex(client.socket.localPort)} \\d\\d \\S+ (\\d\\d):`);
    const tables = await Promise.all(["tcp", "tcp6"].map((name) => readFile(`/proc/net/${name}`, "utf8")));
    // "02": a keepalive timer runs, taken over from the socket that is listened on.
    expect(tables.map((table) => ends.exec(table)?.[1])).toContain("02");
    client.destroy();
  });

  test("finds all addresses of the machine open", async () => {
    for (const host of ["127.0.0.1", "::1"]) {
      const client = await RawClient.connect(plain, host);
      expect(await client.line()).toMatch(/^\+OK/);
      client.destroy();
    }
  });

  test("serves the unix socket to whoever reaches the folder it lies in", async () => {
    const path = daemon.listeners.find(({ name }) => name === "LMTP socket")?.place ?? "";
    const socket = createConnection(path);
    const greeting = await new Promise<string>((resolve) => socket.once("data", (chunk) => resolve(String(chunk))));
    expect(greeting).toMatch(/^220 /);
    socket.destroy();
    expect((await stat(path)).mode & 0o777).toBe(0o666);
  });
});
