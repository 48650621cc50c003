import { afterEach, describe, expect, test } from "vitest";
import type { PlannedListener } from "#pop3d/net/channel.ts";
import { defaultLimits } from "#pop3d/net/limits.ts";
import { bind } from "#pop3d/net/primary/bind.ts";
import { Admission } from "#pop3d/net/worker/admission.ts";
import { OpenListener, type Serving } from "#pop3d/net/worker/open-listener.ts";
import { logger } from "#server/log.ts";
import { ConnectionHost } from "#test/support/connection-host.ts";
import { eventually } from "#test/support/eventually.ts";
import { RawClient } from "#test/support/raw-client.ts";

describe("limits of a connection", () => {
  let host: ConnectionHost;
  afterEach(() => host.stop());

  async function signedIn(): Promise<RawClient> {
    const client = await RawClient.connect(host.port);
    await client.line();
    expect(await client.signIn("ann", "secret")).toMatch(/^\+OK/);
    return client;
  }

  test("silence before sign-in ends it early; half a command is silence too", async () => {
    host = await ConnectionHost.start({ signInMs: 300 });
    const client = await RawClient.connect(host.port);
    const startedAt = performance.now();
    const dribble = setInterval(() => client.write("U"), 50);
    await client.ended();
    clearInterval(dribble);
    expect(performance.now() - startedAt).toBeGreaterThan(300);
    await eventually(() => host.ended[0]?.endReason === "autologout");
    client.destroy();
  });

  test("silence after sign-in ends it later, and removes nothing; every command begins the time anew", async () => {
    host = await ConnectionHost.start({ signInMs: 60_000, autologoutMs: 600_000 });
    host.backend.deliver("ann", Buffer.from("a: b\r\n\r\n"));
    const client = await signedIn();
    expect(await client.command("DELE 1")).toMatch(/^\+OK/);
    for (let round = 0; round < 4; round += 1) {
      host.advance(400_000);
      expect(await client.command("NOOP")).toMatch(/^\+OK/);
    }
    host.advance(600_000);
    await client.ended();
    await eventually(() => host.ended[0]?.endReason === "autologout");
    expect(host.backend.account("ann")).toMatchObject({ lockedBy: null, messages: [{ isGone: false }] });
    client.destroy();
  });

  test("no limit is below what RFC 1939 §3 asks for", () => {
    expect(defaultLimits.autologoutMs).toBeGreaterThanOrEqual(10 * 60_000);
  });

  test("a client that takes nothing of what is sent to it is let go; one that takes it slowly is not", async () => {
    host = await ConnectionHost.start({ stallMs: 600, autologoutMs: 600 });
    const octets = 16 * 1024 * 1024;
    host.backend.deliver(
      "ann",
      Buffer.concat([Buffer.from("a: b\r\n\r\n"), Buffer.alloc(octets, "x"), Buffer.from("\r\n")]),
    );
    const still = await signedIn();
    still.socket.pause();
    still.write("RETR 1\r\n");
    await eventually(() => host.ended[0]?.endReason === "autologout");
    expect(host.backend.downloads).toEqual([]);
    expect(host.backend.openBodies).toBe(0);
    still.destroy();
    const slow = await signedIn();
    const startedAt = performance.now();
    slow.socket.on("data", () => {
      if (performance.now() - startedAt > 2_000) return;
      slow.socket.pause();
      setTimeout(() => slow.socket.resume(), 20);
    });
    slow.write("RETR 1\r\nQUIT\r\n");
    await slow.ended();
    expect(slow.received.length).toBeGreaterThan(octets);
    expect(slow.received).toMatch(/\r\n\.\r\n\+OK[^\r]*\r\n$/);
    expect(host.backend.downloads).toHaveLength(1);
    slow.destroy();
  });

  test("what a client pipelines without reading the answers costs bounded memory", async () => {
    host = await ConnectionHost.start();
    const size = 1024 * 1024;
    host.backend.deliver(
      "ann",
      Buffer.concat([Buffer.from("a: b\r\n\r\n"), Buffer.alloc(size, "x"), Buffer.from("\r\n")]),
    );
    const client = await signedIn();
    client.socket.pause();
    let written = 0;
    const flood = () => {
      while (written < 40_000_000) {
        written += 6 * 4096;
        if (!client.socket.write("RETR 1\r\n".repeat(3072))) return;
      }
    };
    client.socket.on("drain", flood);
    flood();
    const before = process.memoryUsage().rss;
    let last = -1;
    await eventually(() => {
      const isStill = host.connections[0]?.octetsSent === last;
      last = host.connections[0]?.octetsSent ?? 0;
      return isStill && last > size;
    });
    expect(process.memoryUsage().rss - before).toBeLessThan(100 * size);
    expect(last).toBeLessThan(20 * size);
    expect(host.connections[0]?.endedAt).toBeNull();
    client.destroy();
    await eventually(() => host.ended.length === 1);
    expect(host.backend.openBodies).toBe(0);
    expect(host.backend.account("ann").lockedBy).toBeNull();
  });

  test("a client that drops while it signs in is not recorded as gone before its lock is free and its account known", async () => {
    host = await ConnectionHost.start();
    const open = host.backend.openMaildrop.bind(host.backend);
    let goOn = () => {};
    const opening = new Promise<void>((resolve) => {
      host.backend.openMaildrop = async (...given) => {
        const maildrop = await open(...given);
        resolve();
        await new Promise<void>((free) => {
          goOn = free;
        });
        return maildrop;
      };
    });
    const client = await RawClient.connect(host.port);
    client.write("USER ann\r\nPASS secret\r\n");
    await opening;
    client.socket.resetAndDestroy();
    await eventually(() => host.connections[0]?.options.socket.closed);
    expect(host.connections[0]?.endedAt).toBeNull();
    expect(host.backend.account("ann").lockedBy).not.toBeNull();
    goOn();
    await eventually(() => host.ended.length === 1);
    expect(host.ended[0]?.endedAt).not.toBeNull();
    expect(host.ended[0]?.session.view).toMatchObject({ accountId: 1, address: "ann" });
    expect(host.backend.account("ann").lockedBy).toBeNull();
  });

  test("ending it lets an UPDATE under way finish and be answered", async () => {
    host = await ConnectionHost.start();
    host.backend.deliver("ann", Buffer.from("a: b\r\n\r\n"));
    const client = await signedIn();
    await client.command("DELE 1");
    client.write("QUIT\r\n");
    await eventually(() => host.connections[0]?.session.view.state !== "TRANSACTION");
    await host.connections[0]?.end("kicked");
    await client.ended();
    expect(client.received).toMatch(/^\+OK/);
    expect(host.backend.account("ann").messages).toEqual([]);
    await eventually(() => host.ended[0]?.endReason === "quit");
    client.destroy();
  });
});

describe("how many connections there may be", () => {
  const from = (address: string) => ({ address, port: 1, localPort: 110, isLoopback: address === "127.0.0.1" });
  const limits = { ...defaultLimits, maxConnections: 5, maxConnectionsPerAddress: 2 };

  test("per address, this machine spared, and in all", () => {
    const admission = new Admission(limits, () => {});
    expect([1, 2, 3].map(() => admission.enter(from("192.0.2.1")))).toEqual([null, null, "connections-per-address"]);
    expect([1, 2, 3].map(() => admission.enter(from("127.0.0.1")))).toEqual([null, null, null]);
    expect(admission.enter(from("192.0.2.2"))).toBe("connections");
    admission.leave(from("192.0.2.1"));
    expect(admission.enter(from("192.0.2.1"))).toBeNull();
  });

  test("connections of other workers count as well", () => {
    const admission = new Admission(limits, () => {});
    admission.countElsewhere({ total: 2, byAddress: { "192.0.2.1": 2 } });
    expect(admission.enter(from("192.0.2.1"))).toBe("connections-per-address");
    expect([1, 2, 3, 4].map((n) => admission.enter(from(`192.0.2.${n + 1}`)))).toEqual([
      null,
      null,
      null,
      "connections",
    ]);
    expect(admission.counted).toEqual({ total: 3, byAddress: { "192.0.2.2": 1, "192.0.2.3": 1, "192.0.2.4": 1 } });
  });

  test("strangers who fill a shared limit keep out others like them, and no protocol with a limit of its own", async () => {
    const served: string[] = [];
    const said = async (protocol: "pop3" | "lmtp", hasRoom: Serving["hasRoom"]) => {
      const socket = await bind({ kind: "tcp", address: "127.0.0.1", port: 0 });
      if ("errorCode" in socket) throw new Error(socket.errorText);
      const serving: Serving = {
        hasRoom,
        serve(client) {
          served.push(protocol);
          client.end("come in");
          return { isExposed: false, end: async () => {}, cut: () => {} };
        },
        turnAway: (client) => void client.end("too many"),
      };
      const listener = new OpenListener(planned(protocol), {
        serving,
        admission: new Admission({ ...limits, maxConnections: 0 }, () => {}),
        log: logger("test"),
        onDrained: () => {},
      });
      expect(await listener.obey(planned(protocol), () => socket.handle)).toBeNull();
      const client = await RawClient.connect(socket.port ?? 0);
      await client.ended();
      client.destroy();
      listener.close();
      socket.close();
      return client.received;
    };
    expect(await said("pop3", null)).toBe("too many");
    expect(await said("lmtp", () => true)).toBe("come in");
    expect(await said("lmtp", () => false)).toBe("too many");
    expect(served).toEqual(["lmtp"]);
  });
});

const planned = (protocol: "pop3" | "lmtp"): PlannedListener => ({
  id: 1,
  name: protocol,
  protocol,
  tls: "none",
  cleartextSignIn: "always",
  binding: 1,
  closing: "cut",
});
