import { once } from "node:events";
import { type AddressInfo, connect, createServer } from "node:net";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { createListener } from "#server/listener/create-listener.ts";
import { readListeners } from "#server/listener/read.ts";
import { updateListener } from "#server/listener/update-listener.ts";
import { changeSettings } from "#server/setting/change-settings.ts";
import { tester } from "#test/support/actor.ts";
import { type RunningDaemon, startDaemon } from "#test/support/daemon.ts";
import { eventually } from "#test/support/eventually.ts";
import { splits } from "#test/support/in-chunks.ts";
import { freshInstallation, type Installation } from "#test/support/installation.ts";
import { proxyV2, proxyV2From } from "#test/support/proxy-v2.ts";
import { RawClient } from "#test/support/raw-client.ts";

const fromOutside = "PROXY TCP4 192.0.2.77 198.51.100.1 40000 110\r\n";

describe("a listener behind a proxy", () => {
  let at: Installation;
  let daemon: RunningDaemon;
  const ports: Record<string, number> = {};
  const clients: RawClient[] = [];
  beforeAll(async () => {
    at = await freshInstallation("sqlite");
    await at.deliver("Subject: hello\r\n\r\nx\r\n");
    const common = { address: "127.0.0.1", port: 0, proxyProtocol: true, trustedNetworks: "127.0.0.0/8" } as const;
    const wishes = [
      { kind: "pop3", name: "clear", tls: "starttls", cleartextSignIn: "always" },
      { kind: "pop3", name: "loopback", tls: "starttls", cleartextSignIn: "loopback" },
      { kind: "pop3", name: "implicit", tls: "implicit" },
      { kind: "lmtp", name: "lmtp", tls: "none" },
      { kind: "pop3", name: "elsewhere", tls: "none", trustedNetworks: "10.0.0.0/8, 2001:db8::/32" },
    ] as const;
    for (const wish of wishes) await createListener(at.store, { ...common, ...wish }, tester);
    daemon = await startDaemon(at);
    for (const { name, facts } of await readListeners(at.store)) ports[name] = facts[0]?.boundPort ?? 0;
  });
  afterEach(() => {
    for (const client of clients.splice(0)) client.destroy();
  });
  afterAll(async () => {
    expect(await daemon.stop()).toBe(0);
    await at.close();
  });

  async function connected(name: string): Promise<RawClient> {
    const client = await RawClient.connect(ports[name] ?? 0);
    clients.push(client);
    return client;
  }

  const sessionOf = (where: object) => eventually(() => at.store.db.session.findFirst({ where }));

  test("serves the client that the header names, in any pieces, with what came right behind it", async () => {
    const said = Buffer.concat([
      Buffer.from(fromOutside),
      Buffer.from(`USER ${at.address}\r\nPASS ${at.password}\r\nSTAT\r\nQUIT\r\n`),
    ]);
    const heard = new Set<string>();
    for (const { split } of splits.filter(({ name }) => ["whole", "by 1", "by 61", "random 3"].includes(name))) {
      const client = await connected("clear");
      client.socket.setNoDelay(true);
      for (const piece of split(said)) {
        client.write(piece);
        await new Promise(setImmediate);
      }
      await client.ended();
      heard.add(client.received);
    }
    expect([...heard]).toEqual([expect.stringMatching(/^\+OK.*\r\n\+OK.*\r\n\+OK.*\r\n\+OK 1 21\r\n\+OK.*\r\n$/)]);
    const session = await sessionOf({ remotePort: 40_000, endedAt: { not: null } });
    expect(session).toMatchObject({ remoteAddress: "192.0.2.77", localPort: ports.clear, endReason: "quit" });
    await eventually(() => daemon.said().includes('"remoteIp":"192.0.2.77"'));
  });

  test("goes on to TLS from the first octet on, whether the handshake came with the header or after it", async () => {
    for (const header of [fromOutside, proxyV2From("203.0.113.5", 50_000)]) {
      const client = await connected("implicit");
      client.write(header);
      await client.startTls();
      expect(await client.line()).toMatch(/^\+OK/);
      expect(await client.signIn(at.address, at.password)).toMatch(/^\+OK/);
      expect(await client.command("QUIT")).toMatch(/^\+OK/);
    }
    const session = await sessionOf({ remotePort: 50_000, endedAt: { not: null } });
    expect(session).toMatchObject({ remoteAddress: "203.0.113.5", tlsVersion: "TLSv1.3" });
    // In one packet: header and first flight, as a proxy sends them that waits for the client to speak.
    const proxy = createServer((outside) => {
      outside.once("data", (hello: Buffer) => {
        const inside = connect(ports.implicit ?? 0, "127.0.0.1");
        inside.write(Buffer.concat([proxyV2From("203.0.113.6", 50_001), hello]));
        outside.pipe(inside).pipe(outside);
      });
    }).listen(0, "127.0.0.1");
    await once(proxy, "listening");
    const client = await RawClient.connectTls((proxy.address() as AddressInfo).port);
    expect(await client.line()).toMatch(/^\+OK/);
    expect(await sessionOf({ remotePort: 50_001 })).toMatchObject({ remoteAddress: "203.0.113.6" });
    client.destroy();
    proxy.close();
  });

  test("lets nobody in who sends no header, or one that is none", async () => {
    for (const begins of ["USER ann\r\n", "PROXY TCP4 x\r\n", "\x16\x03\x01", "PROXY UNKNOWN\n"]) {
      const client = await connected("clear");
      client.write(Buffer.from(begins, "latin1"));
      await client.ended();
      expect(client.received).toBe("");
    }
    await eventually(() => daemon.said().includes("begins without a PROXY header"));
  });

  test("lets nobody in from a network that is not trusted, header or not", async () => {
    const client = await connected("elsewhere");
    client.write(fromOutside);
    await client.ended();
    expect(client.received).toBe("");
    await eventually(() => daemon.said().includes("its address is in none of the trusted networks"));
    expect(await at.store.db.session.count({ where: { localPort: ports.elsewhere } })).toBe(0);
  });

  test("a header on a listener that expects none is a line like any other", async () => {
    const client = await connected("POP3");
    await client.line();
    expect(await client.command(fromOutside.trimEnd())).toMatch(/^-ERR/);
    expect(await sessionOf({ remotePort: client.socket.localPort })).toMatchObject({ remoteAddress: "127.0.0.1" });
  });

  test("nobody behind a proxy is on this machine, whatever the header says", async () => {
    for (const header of ["PROXY TCP4 127.0.0.1 127.0.0.1 1 2\r\n", "PROXY UNKNOWN\r\n", proxyV2({ command: 0x20 })]) {
      const client = await connected("loopback");
      client.write(header);
      expect(await client.line()).toMatch(/^\+OK/);
      expect(await client.command(`USER ${at.address}`)).toMatch(/^-ERR/);
    }
  });

  test("limits by address mean the client behind the proxy", async () => {
    await changeSettings(at.store, { maxConnectionsPerAddress: 2 }, tester);
    const greetingOf = async (address: string) => {
      const client = await connected("clear");
      client.write(`PROXY TCP4 ${address} 127.0.0.1 1 2\r\n`);
      return (await client.line()).slice(0, 4);
    };
    await eventually(async () => (await at.store.db.node.findFirst())?.observedGeneration === (await generation()));
    const greetings = [];
    for (const last of [1, 1, 1, 2, 2, 2]) greetings.push(await greetingOf(`198.51.100.${last}`));
    expect(greetings).toEqual(["+OK ", "+OK ", "-ERR", "+OK ", "+OK ", "-ERR"]);
    await eventually(() => daemon.said().includes('"reason":"connections-per-address","remoteIp":"198.51.100.1"'));
  });

  test("LMTP takes it as well, and names the client in the trace", async () => {
    const client = await connected("lmtp");
    client.write(`PROXY TCP6 2001:db8:0::25 ::1 25 24\r\nLHLO proxy\r\nMAIL FROM:<>\r\nRCPT TO:<${at.address}>\r\n`);
    client.write("DATA\r\nSubject: traced\r\n\r\nx\r\n.\r\nQUIT\r\n");
    await client.ended();
    expect(client.received).toMatch(/^250 2\.\S+ .*\r\n221/m);
    const reader = await RawClient.connect(daemon.port("POP3"));
    clients.push(reader);
    await reader.line();
    await reader.signIn(at.address, at.password);
    reader.write("RETR 2\r\nQUIT\r\n");
    await reader.ended();
    expect(reader.received).toContain("2001:db8::25");
    await eventually(() => daemon.said().includes('"remoteIp":"2001:db8::25"'));
  });

  test("a wish without networks, or with nonsense, is refused in a sentence; one is taken as it is meant", async () => {
    const listener = (await readListeners(at.store)).find(({ name }) => name === "POP3");
    const change = (fields: object) => updateListener(at.store, { id: listener?.id ?? 0, ...fields }, tester);
    await expect(change({ proxyProtocol: true })).rejects.toMatchObject({ code: "invalid", field: "trustedNetworks" });
    for (const [text, sentence] of [
      ["10.0.0/8", /"10\.0\.0\/8" is no network/],
      ["10.0.0.0/33", /is no network/],
      ["proxy.example.org", /is no network/],
      ["0.0.0.0/0", /everybody/],
      ["10.1.2.3/8", /write 10\.0\.0\.0\/8 for the network, or 10\.1\.2\.3 for the machine/],
      ["2001:DB8::/32, 2001:db8::1", /2001:db8::1\/128 lies within 2001:db8::\/32/],
    ] as const) {
      await expect(change({ proxyProtocol: true, trustedNetworks: text })).rejects.toThrow(sentence);
    }
    const changed = await change({ trustedNetworks: " 10.0.0.0/8;192.0.2.1\n2001:DB8::/32, 2001:db9::1 10.0.0.0/8" });
    expect(changed.trustedNetworks).toBe("10.0.0.0/8,192.0.2.1/32,2001:db8::/32,2001:db9::1/128");
    const socket = (await readListeners(at.store)).find(({ name }) => name === "LMTP socket");
    await expect(
      updateListener(at.store, { id: socket?.id ?? 0, proxyProtocol: true, trustedNetworks: "10.0.0.0/8" }, tester),
    ).rejects.toMatchObject({ field: "proxyProtocol" });
  });

  test("a header that does not come whole is waited for no longer than a handshake", async () => {
    await changeSettings(at.store, { handshakeSeconds: 2 }, tester);
    await eventually(async () => (await at.store.db.node.findFirst())?.observedGeneration === (await generation()));
    const socket = connect(ports.clear ?? 0, "127.0.0.1");
    socket.on("error", () => {});
    socket.write("PROXY TCP4 192.0.2.1");
    const startedAt = performance.now();
    await once(socket, "close");
    expect(performance.now() - startedAt).toBeGreaterThan(1_900);
  });

  const generation = async () => (await at.store.db.control.findFirstOrThrow()).generation;
});
