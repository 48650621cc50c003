import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { setImmediate as turn } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { changeSettings } from "#server/setting/change-settings.ts";
import { tester } from "#test/support/actor.ts";
import { ConnectionHost } from "#test/support/connection-host.ts";
import { type RunningDaemon, startDaemon } from "#test/support/daemon.ts";
import { eventually } from "#test/support/eventually.ts";
import { freshInstallation, type Installation } from "#test/support/installation.ts";
import { hasProgram } from "#test/support/popdesk.ts";
import { RawClient } from "#test/support/raw-client.ts";

const megabyte = 1024 * 1024;

describe("a client that means no good", () => {
  let host: ConnectionHost;
  const clients: RawClient[] = [];
  afterEach(async () => {
    for (const client of clients.splice(0)) client.destroy();
    await host.stop();
  });

  async function connected(): Promise<RawClient> {
    const client = await RawClient.connect(host.port);
    clients.push(client);
    await client.line();
    return client;
  }

  test("slow-loris: an octet now and then does not move the end of its time, before sign-in or after", async () => {
    host = await ConnectionHost.start();
    for (const limitMs of [host.limits.signInMs, host.limits.autologoutMs]) {
      const client = await connected();
      if (limitMs === host.limits.autologoutMs) await client.signIn("ann", "secret");
      const [connection] = host.connections.slice(-1);
      for (let n = 1; n <= 9; n += 1) {
        host.advance(limitMs / 10);
        client.write("N");
        await eventually(() => connection?.heldOctets === n);
      }
      expect(connection?.isClosed).toBe(false);
      host.advance(limitMs / 10);
      await client.ended();
      await eventually(() => connection?.endReason === "autologout");
    }
  });

  test("a limit that is lowered ends who has waited longer than that already", async () => {
    host = await ConnectionHost.start();
    const client = await connected();
    host.advance(host.limits.signInMs / 2);
    await turn();
    host.limits = { ...host.limits, signInMs: host.limits.signInMs / 2 };
    await client.ended();
    await eventually(() => host.over[0]?.endReason === "autologout");
  });

  test("one that stuffs the pipe is served one command at a time, and heard no further than agreed", async () => {
    host = await ConnectionHost.start({ maxPipelinedOctets: 4096 });
    host.memory.deliver("ann", Buffer.concat([Buffer.from("a: b\r\n\r\n"), Buffer.alloc(megabyte, "x\r\n")]));
    const client = await connected();
    await client.signIn("ann", "secret");
    client.socket.pause();
    client.write("RETR 1\r\n".repeat(100_000));
    const [connection] = host.connections;
    let sent = -1;
    let mostOpen = 0;
    await eventually(() => {
      mostOpen = Math.max(mostOpen, host.memory.openBodies);
      const isStill = sent === connection?.octetsSent && sent > megabyte;
      sent = connection?.octetsSent ?? 0;
      return isStill;
    });
    expect(mostOpen).toBe(1);
    // What was over the mark came in the one read that passed it.
    expect(connection?.heldOctets).toBeLessThan(4096 + 64 * 1024);
    host.advance(host.limits.stallMs);
    await eventually(() => host.over.length === 1);
    expect(host.memory.openBodies).toBe(0);
    expect(host.memory.account("ann").lockedBy).toBeNull();
  });

  test("many commands at once do not keep the other clients waiting", async () => {
    host = await ConnectionHost.start({ maxPipelinedOctets: 16 * megabyte });
    const [flooding, other] = [await connected(), await connected()];
    flooding.write("CAPA\r\n".repeat(100_000));
    await eventually(() => (host.connections[0]?.commandCount ?? 0) > 0);
    await other.command("CAPA");
    expect(host.connections[0]?.commandCount).toBeLessThan(100_000);
  });
});

describe("a daemon with clients that mean no good", () => {
  let at: Installation;
  let daemon: RunningDaemon;
  const clients: RawClient[] = [];
  beforeAll(async () => {
    at = await freshInstallation("sqlite");
    await at.deliver(`Subject: large\r\n\r\n${`${"x".repeat(1022)}\r\n`.repeat(10 * 1024)}`);
    daemon = await startDaemon(at);
  });
  afterEach(() => {
    for (const client of clients.splice(0)) client.destroy();
  });
  afterAll(async () => {
    expect(await daemon.stop()).toBe(0);
    await at.close();
  });

  const workerPid = () =>
    eventually(async () => (await at.store.db.incarnation.findFirst({ where: { endedAt: null } }))?.pid);
  const memoryOf = (pid: number) =>
    1024 * Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]);

  async function connected(): Promise<RawClient> {
    const client = await RawClient.connect(daemon.port("POP3"));
    clients.push(client);
    return client;
  }

  test("8 × 10 MB pipelined at a client that does not read cost bounded memory, and arrive whole when it does", async () => {
    const pid = await workerPid();
    const client = await connected();
    await client.line();
    await client.signIn(at.address, at.password);
    client.write("RETR 1\r\n");
    await eventually(() => client.received.endsWith("\r\n.\r\n"));
    const { length } = client.received;
    client.received = "";
    client.socket.pause();
    const before = memoryOf(pid);
    client.write(`${"RETR 1\r\n".repeat(8)}QUIT\r\n`);
    let most = before;
    for (let n = 0; n < 50; n += 1) {
      await eventually(() => true);
      most = Math.max(most, memoryOf(pid));
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    expect(most - before).toBeLessThan(32 * megabyte);
    client.socket.resume();
    await client.ended();
    expect(client.received.match(/\r\n\.\r\n/g)).toHaveLength(8);
    expect(client.received.length).toBeGreaterThan(8 * length);
    expect(client.received).toMatch(/\+OK[^\r]*\r\n$/);
  });

  test.skipIf(!hasProgram("prlimit"))("open files that run out turn clients away, and the rest is served", async () => {
    // Not foreseen: the system refuses to accept.
    const pid = await workerPid();
    const limitFiles = (of: number, limits: string) => execFileSync("prlimit", [`--pid=${of}`, `--nofile=${limits}`]);
    limitFiles(pid, "40:");
    for (let n = 0; n < 40; n += 1) await connected();
    await eventually(() => clients.some(({ isEnded, isClosed }) => isEnded || isClosed));
    limitFiles(pid, "1000:");
    for (const client of clients.splice(0)) client.destroy();
    await greeted();

    // Foreseen: the next worker knows how far it may go, and keeps some for what serves those inside.
    limitFiles(daemon.process.pid ?? 0, "160:160");
    process.kill(pid, "SIGKILL");
    await eventually(async () => (await workerPid()) !== pid);
    await changeSettings(at.store, { maxConnections: 1_000 }, tester);
    const greetings: string[] = [];
    const inside = await connected();
    await inside.line();
    for (let n = 0; n < 140; n += 1) greetings.push(await (await connected()).line().catch(() => "cut"));
    const served = greetings.filter((line) => line.startsWith("+OK")).length;
    expect(served).toBeGreaterThan(20);
    expect(served).toBeLessThanOrEqual(160 - 64);
    // Some are told, the others cut: whoever waits to be told takes a file too. A file that something else let go serves one more.
    expect(greetings).toContainEqual(expect.stringMatching(/^-ERR \[SYS\/TEMP\] too many/));
    await eventually(() => daemon.said().includes('"reason":"open-files"'));
    expect(await inside.signIn(at.address, at.password)).toMatch(/^\+OK/);
    expect(await inside.command("TOP 1 0")).toMatch(/^\+OK/);
    for (const client of clients.splice(0)) client.destroy();
    await greeted();
  });

  /** Somebody is let in. */
  function greeted(): Promise<true> {
    return eventually(async () => {
      const client = await connected();
      const line = await client.line().catch(() => "");
      client.destroy();
      return line.startsWith("+OK");
    });
  }
});
