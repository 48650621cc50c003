import { once } from "node:events";
import { afterEach, describe, expect, test } from "vitest";
import { Admission } from "#pop3d/net/worker/admission.ts";
import { ConnectionHost, usualLimits } from "#test/support/connection-host.ts";
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
    await eventually(() => host.over[0]?.endReason === "autologout");
    client.destroy();
  });

  test("silence after sign-in ends it later, and removes nothing; every command begins the time anew", async () => {
    host = await ConnectionHost.start({ signInMs: 60_000, autologoutMs: 600_000 });
    host.memory.deliver("ann", Buffer.from("a: b\r\n\r\n"));
    const client = await signedIn();
    expect(await client.command("DELE 1")).toMatch(/^\+OK/);
    for (let round = 0; round < 4; round += 1) {
      host.advance(400_000);
      expect(await client.command("NOOP")).toMatch(/^\+OK/);
    }
    host.advance(600_000);
    await client.ended();
    await eventually(() => host.over[0]?.endReason === "autologout");
    expect(host.memory.account("ann")).toMatchObject({ lockedBy: null, messages: [{ isGone: false }] });
    client.destroy();
  });

  test("no limit is below what RFC 1939 §3 asks for", () => {
    expect(usualLimits.autologoutMs).toBeGreaterThanOrEqual(10 * 60_000);
  });

  test("a client that takes nothing of what is sent to it is let go; one that takes it slowly is not", async () => {
    host = await ConnectionHost.start();
    const { stallMs } = host.limits;
    const octets = 16 * 1024 * 1024;
    host.memory.deliver(
      "ann",
      Buffer.concat([Buffer.from("a: b\r\n\r\n"), Buffer.alloc(octets, "x"), Buffer.from("\r\n")]),
    );
    const still = await signedIn();
    still.socket.pause();
    still.write("RETR 1\r\n");
    let sent = 0;
    await eventually(() => {
      const isStuck = sent > 1_000 && host.connections[0]?.octetsSent === sent;
      sent = host.connections[0]?.octetsSent ?? 0;
      return isStuck;
    });
    host.advance(stallMs);
    await eventually(() => host.over[0]?.endReason === "autologout");
    expect(host.memory.downloads).toEqual([]);
    expect(host.memory.openBodies).toBe(0);
    still.destroy();

    const slow = await signedIn();
    slow.socket.pause();
    slow.write("RETR 1\r\nQUIT\r\n");
    const sentToSlow = () => host.connections[1]?.octetsSent ?? 0;
    await eventually(() => sentToSlow() > 1_000);
    for (let round = 0; round < 3; round += 1) {
      const before = sentToSlow();
      while (sentToSlow() === before) {
        slow.socket.resume();
        await once(slow.socket, "data");
        slow.socket.pause();
      }
      host.advance(0.4 * stallMs);
    }
    slow.socket.resume();
    await slow.ended();
    expect(slow.received.length).toBeGreaterThan(octets);
    expect(slow.received).toMatch(/\r\n\.\r\n\+OK[^\r]*\r\n$/);
    expect(host.memory.downloads).toHaveLength(1);
    slow.destroy();
  });

  test("what a client pipelines without reading the answers costs bounded memory", async () => {
    host = await ConnectionHost.start();
    const size = 1024 * 1024;
    host.memory.deliver(
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
    await eventually(() => host.over.length === 1);
    expect(host.memory.openBodies).toBe(0);
    expect(host.memory.account("ann").lockedBy).toBeNull();
  });

  test("a client that drops while it signs in is not recorded as gone before its lock is free and its account known", async () => {
    host = await ConnectionHost.start();
    const open = host.memory.openMaildrop.bind(host.backend);
    let goOn = () => {};
    const opening = new Promise<void>((resolve) => {
      host.memory.openMaildrop = async (...given) => {
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
    await eventually(() => host.connections[0]?.isClosed);
    expect(host.connections[0]?.endedAt).toBeNull();
    expect(host.memory.account("ann").lockedBy).not.toBeNull();
    goOn();
    await eventually(() => host.over.length === 1);
    expect(host.over[0]?.endedAt).not.toBeNull();
    expect(host.over[0]?.session.view).toMatchObject({ accountId: 1, address: "ann" });
    expect(host.memory.account("ann").lockedBy).toBeNull();
  });

  test("ending it lets an UPDATE under way finish and be answered", async () => {
    host = await ConnectionHost.start();
    host.memory.deliver("ann", Buffer.from("a: b\r\n\r\n"));
    const client = await signedIn();
    await client.command("DELE 1");
    client.write("QUIT\r\n");
    await eventually(() => host.connections[0]?.session.view.state !== "TRANSACTION");
    await host.connections[0]?.end("kicked");
    await client.ended();
    expect(client.received).toMatch(/^\+OK/);
    expect(host.memory.account("ann").messages).toEqual([]);
    await eventually(() => host.over[0]?.endReason === "quit");
    client.destroy();
  });
});

describe("how many connections there may be", () => {
  const from = (address: string) => ({ address, isLoopback: address === "127.0.0.1" });
  let limits = { ...usualLimits, maxConnections: 5, maxConnectionsPerAddress: 2, maxLmtpConnections: 3 };
  const admissionOf = () =>
    new Admission(
      () => limits,
      () => {},
    );

  test("per address, this machine spared, and in all", () => {
    const admission = admissionOf();
    const enter = (address: string) => admission.enter("pop3", from(address));
    expect([1, 2, 3].map(() => enter("192.0.2.1"))).toEqual([null, null, "connections-per-address"]);
    expect([1, 2, 3].map(() => enter("127.0.0.1"))).toEqual([null, null, null]);
    expect(enter("192.0.2.2")).toBe("connections");
    admission.leave("pop3", from("192.0.2.1"));
    expect(enter("192.0.2.1")).toBeNull();
  });

  test("connections of other workers count as well", () => {
    const admission = admissionOf();
    admission.countElsewhere({ pop3: 2, lmtp: 2, web: 2, byAddress: { "192.0.2.1": 2 } });
    expect(admission.enter("pop3", from("192.0.2.1"))).toBe("connections-per-address");
    const entered = [1, 2, 3, 4].map((n) => admission.enter("pop3", from(`192.0.2.${n + 1}`)));
    expect(entered).toEqual([null, null, null, "connections"]);
    expect([1, 2].map(() => admission.enter("lmtp", from("192.0.2.9")))).toEqual([null, "lmtp-connections"]);
    expect(admission.counted).toEqual({
      pop3: 3,
      lmtp: 1,
      web: 0,
      byAddress: { "192.0.2.2": 1, "192.0.2.3": 1, "192.0.2.4": 1 },
    });
  });

  test("strangers who fill the limit of mail programs do not keep out the MTA, nor it them", () => {
    const admission = admissionOf();
    for (let n = 0; n < 9; n += 1) admission.enter("pop3", from(`192.0.2.${n}`));
    expect(admission.enter("pop3", from("192.0.2.99"))).toBe("connections");
    expect([1, 2, 3, 4].map(() => admission.enter("lmtp", from("192.0.2.1")))).toEqual([
      null,
      null,
      null,
      "lmtp-connections",
    ]);
    for (let n = 0; n < 5; n += 1) admission.leave("pop3", from(`192.0.2.${n}`));
    expect(admission.enter("pop3", from("192.0.2.1"))).toBeNull();
  });

  test("a limit that is changed holds from then on", () => {
    const admission = admissionOf();
    for (let n = 0; n < 5; n += 1) expect(admission.enter("pop3", from(`192.0.2.${n}`))).toBeNull();
    expect(admission.enter("pop3", from("192.0.2.9"))).toBe("connections");
    limits = { ...limits, maxConnections: 6 };
    expect(admission.enter("pop3", from("192.0.2.9"))).toBeNull();
  });
});
