import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { countLocks, readLock } from "#server/lock/read.ts";
import { type RunningDaemon, startDaemon } from "#test/support/daemon.ts";
import { engines } from "#test/support/databases.ts";
import { eventually } from "#test/support/eventually.ts";
import { freshInstallation, type Installation } from "#test/support/installation.ts";
import { PopClient } from "#test/support/pop-client.ts";
import { cliJson, runCli } from "#test/support/run-cli.ts";

/** How long a lock of what has died may count as held; the default. */
const leaseMs = 10_000;
/** For a machine that has other things to do. */
const slackMs = 30_000;
const testMs = 2 * (leaseMs + slackMs) + 60_000;
/** The daemon is bundled first. */
const startMs = 120_000;

describe.each(engines)("locks that a daemon leaves or loses, on %s", (engine) => {
  let at: Installation;
  let daemon: RunningDaemon;
  beforeAll(async () => {
    at = await freshInstallation(engine);
    for (const text of ["one", "two"]) await at.deliver(`Subject: ${text}\r\n\r\n${text}\r\n`);
    daemon = await startDaemon(at);
  }, startMs);
  afterAll(async () => {
    await daemon.stop();
    await at.close();
  }, startMs);

  const signIn = () => PopClient.signIn(daemon.port("POP3S"), at.address, at.password);

  /** As when the machine loses power: neither process can clean up behind the other. */
  async function killAll(): Promise<void> {
    daemon.process.kill("SIGSTOP");
    const workers = await at.store.db.incarnation.findMany({ where: { endedAt: null }, select: { pid: true } });
    for (const { pid } of workers) process.kill(pid, "SIGKILL");
    daemon.process.kill("SIGKILL");
  }

  test("the cleared lock of a living session: its QUIT says [SYS/TEMP] and removes nothing, while the next works", async () => {
    const first = await signIn();
    expect(await first.command("DELE 1")).toMatch(/^\+OK/);
    await eventually(async () => (await readLock(at.store, at.accountId))?.session?.lastCommand === "DELE");
    expect(await readLock(at.store, at.accountId)).toMatchObject({ staleReason: null, pid: expect.any(Number) });
    expect((await runCli(at.variables, ["lock", "clear", at.address])).code).not.toBe(0);
    expect(await cliJson(at.variables, ["lock", "clear", at.address, "--yes"])).toMatchObject({ address: at.address });

    const second = await signIn();
    expect(await second.command("STAT")).toMatch(/^\+OK 2 /);
    expect(await second.command("DELE 2")).toMatch(/^\+OK/);
    expect(await first.command("STAT")).toMatch(/^\+OK 1 /);
    expect((await first.listing("RETR 2")).content).toContain("two");
    expect(await first.command("QUIT")).toMatch(/^-ERR \[SYS\/TEMP\] .*lock was cleared/);
    first.drop();
    // It has not taken the successor's lock with it.
    await expect(signIn()).rejects.toThrow("[IN-USE]");
    expect((await second.listing("RETR 1")).content).toContain("one");
    expect(await second.quit()).toMatch(/^\+OK/);
    const third = await signIn();
    expect(await third.command("STAT")).toMatch(/^\+OK 1 /);
    expect((await third.listing("RETR 1")).content).toContain("one");
    await third.quit();
  });

  test(
    "kill -9: the lock is stale within the lease, can be cleared, and what is left the next daemon frees at once",
    async () => {
      const client = await signIn();
      await client.command("DELE 1");
      await eventually(async () => (await readLock(at.store, at.accountId))?.session?.lastCommand === "DELE");
      await countLocks(at.store); // watched from here on
      const died = performance.now();
      await killAll();
      await eventually(async () => (await countLocks(at.store)).stale === 1, leaseMs + slackMs);
      expect(performance.now() - died).toBeGreaterThan(leaseMs / 2);
      client.drop();
      const lock = await readLock(at.store, at.accountId);
      expect(lock).toMatchObject({ staleReason: "node-gone", address: at.address });
      expect(await cliJson(at.variables, ["lock", "list", "--stale"])).toMatchObject({ total: 1 });

      daemon = await startDaemon(at);
      expect(await countLocks(at.store)).toEqual({ total: 0, stale: 0 });
      const next = await signIn();
      expect(await next.command("STAT")).toMatch(/^\+OK 1 /);
      await next.quit();

      const again = await signIn();
      await killAll();
      again.drop();
      await eventually(async () => (await countLocks(at.store)).stale === 1, leaseMs + slackMs);
      expect(await cliJson(at.variables, ["lock", "clear", "--stale"])).toEqual({ clearedCount: 1 });
      expect(await countLocks(at.store)).toEqual({ total: 0, stale: 0 });
      daemon = await startDaemon(at);
    },
    testMs,
  );
});
