import { spawnSync } from "node:child_process";
import { chown, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readDaemonState } from "#server/node/read-daemon-state.ts";
import { awaitAnswer } from "#server/request/await-answer.ts";
import { kickAccount, kickSession } from "#server/session/kick.ts";
import { tester } from "#test/support/actor.ts";
import { type RunningDaemon, startDaemon } from "#test/support/daemon.ts";
import { engines } from "#test/support/databases.ts";
import { eventually } from "#test/support/eventually.ts";
import { freshInstallation, type Installation } from "#test/support/installation.ts";
import { RawClient } from "#test/support/raw-client.ts";

describe.each(engines)("the life of a daemon on %s", (engine) => {
  let at: Installation;
  let daemon: RunningDaemon;
  beforeAll(async () => {
    at = await freshInstallation(engine);
    await at.deliver("Subject: kept\r\n\r\nx\r\n");
    daemon = await startDaemon(at, { POPDESK_WORKERS: "2" });
  });
  afterAll(async () => {
    await daemon.stop();
    await at.close();
  });

  async function signedIn(): Promise<RawClient> {
    const client = await RawClient.connect(daemon.port("POP3"));
    await client.line();
    expect(await client.signIn(at.address, at.password)).toMatch(/^\+OK/);
    expect(await client.command("DELE 1")).toMatch(/^\+OK/);
    return client;
  }

  /** Leaves without removing, and without leaving the lock to the next. */
  async function quit(client: RawClient): Promise<void> {
    expect(await client.command("RSET")).toMatch(/^\+OK/);
    expect(await client.command("QUIT")).toMatch(/^\+OK/);
    client.destroy();
  }

  const workers = () => at.store.db.incarnation.findMany({ where: { endedAt: null }, select: { id: true, pid: true } });

  /** The row of the one session that is signed in. */
  const liveSession = () =>
    eventually(() => at.store.db.session.findFirst({ where: { endedAt: null, state: "TRANSACTION" } }));

  test("a worker that is killed frees its lock, its session is lost, and the next client is served", async () => {
    const client = await signedIn();
    const session = await liveSession();
    const lock = await at.store.db.maildropLock.findFirstOrThrow();
    expect(lock.sessionId).toBe(session.id);
    const victim = (await workers()).find(({ id }) => id === lock.incarnationId);
    process.kill(victim?.pid ?? 0, "SIGKILL");
    await client.ended();
    client.destroy();
    await eventually(async () => (await at.store.db.maildropLock.count()) === 0);
    expect(await at.store.db.session.findUnique({ where: { id: session.id } })).toMatchObject({
      endReason: "lost",
      state: null,
    });
    await quit(await signedIn());
    await eventually(async () => (await workers()).length === 2);
    expect((await workers()).map(({ pid }) => pid)).not.toContain(victim?.pid);
    expect(await at.store.db.message.count()).toBe(1);
  });

  test("clients that come while every worker is dead wait and are served", async () => {
    for (const { pid } of await workers()) process.kill(pid, "SIGKILL");
    const client = await RawClient.connect(daemon.port("POP3"));
    expect(await client.line()).toMatch(/^\+OK/);
    client.destroy();
  });

  test("a kicked session is closed, removes nothing, and is said to be kicked", async () => {
    for (const kick of [
      async () =>
        awaitAnswer(at.store, await kickSession(at.store, { sessionId: (await liveSession()).id }, tester), 5_000),
      async () => awaitAnswer(at.store, await kickAccount(at.store, { accountId: at.accountId }, tester), 5_000),
    ]) {
      const client = await signedIn();
      const { id } = await liveSession();
      expect(await kick()).toEqual({ kickedCount: 1 });
      expect(await at.store.db.maildropLock.count()).toBe(0);
      await client.ended();
      const row = await eventually(() => at.store.db.session.findFirst({ where: { id, endedAt: { not: null } } }));
      expect(row).toMatchObject({ endReason: "kicked", removedCount: 0, markedCount: 1 });
      client.destroy();
    }
    expect(await at.store.db.message.count()).toBe(1);
  });

  test("a second daemon on the same data is refused, and the first goes on", async () => {
    await expect(startDaemon(at)).rejects.toThrow(`Process ${daemon.process.pid} already serves mail from`);
    await quit(await signedIn());
  });

  test("both workers take connections of the same port", async () => {
    const clients: RawClient[] = [];
    const serving = await eventually(async () => {
      const some = await Promise.all(Array.from({ length: 10 }, () => RawClient.connect(daemon.port("POP3"))));
      await Promise.all(some.map((client) => client.line()));
      clients.push(...some);
      const live = await at.store.db.session.groupBy({ by: ["incarnationId"], where: { endedAt: null } });
      return live.length === 2 && live;
    }, 20_000);
    const ids = (await workers()).map(({ id }) => id);
    expect(serving.map(({ incarnationId }) => incarnationId).toSorted()).toEqual(ids.toSorted());
    for (const client of clients) client.destroy();
  });

  test("it is heard from, up to the newest wish", async () => {
    const { generation } = await at.store.db.control.findUniqueOrThrow({ where: { id: 1 } });
    const state = await readDaemonState(at.store);
    expect(state).toMatchObject({ isAlive: true, observedGeneration: generation, pid: daemon.process.pid });
    const beat = async () => (await at.store.db.node.findFirstOrThrow()).heartbeat;
    const before = await beat();
    await eventually(async () => (await beat()) > before + 1);
    const silent = { endedAt: null, heartbeat: 0 };
    await eventually(async () => (await at.store.db.incarnation.count({ where: silent })) === 0);
  });

  test("SIGTERM ends it within four seconds with sessions open; everything is said to be over", async () => {
    const client = await signedIn();
    const idle = await RawClient.connectTls(daemon.port("POP3S"));
    await idle.line();
    const startedAt = performance.now();
    expect(await daemon.stop()).toBe(0);
    expect(performance.now() - startedAt).toBeLessThan(4_000);
    await client.ended();
    await idle.ended();
    expect(await at.store.db.maildropLock.count()).toBe(0);
    expect(await at.store.db.session.count({ where: { endedAt: null } })).toBe(0);
    expect(
      await at.store.db.session.findFirst({ where: { accountId: at.accountId }, orderBy: { startedAt: "desc" } }),
    ).toMatchObject({
      endReason: "stopped",
    });
    expect(await at.store.db.listenerStatus.count({ where: { state: { not: "closed" } } })).toBe(0);
    expect((await readDaemonState(at.store))?.stoppedAt).not.toBeNull();
    expect(await workers()).toEqual([]);
    expect(await at.store.db.message.count()).toBe(1);
    daemon = await startDaemon(at);
  });

  test("when the primary is killed its workers go too, and the next daemon finds every lock free", async () => {
    await signedIn();
    const pids = (await workers()).map(({ pid }) => pid);
    daemon.process.kill("SIGKILL");
    await eventually(() => pids.every((pid) => !isProcess(pid)));
    daemon = await startDaemon(at);
    await quit(await signedIn());
  });

  test("when whoever started it is gone, it stops in order", async () => {
    daemon.process.disconnect();
    await eventually(() => daemon.process.exitCode === 0);
    expect((await readDaemonState(at.store))?.stoppedAt).not.toBeNull();
  });
});

const nobody = 65_534;

/** Whether this is root, and the checkout lies where others may read it: then workers can be somebody else. */
function canBeNobody(): boolean {
  if (process.getuid?.() !== 0) return false;
  const look = `require("node:fs").accessSync(${JSON.stringify(join(import.meta.dirname, "../../../node_modules/pg"))})`;
  return spawnSync(process.execPath, ["-e", look], { uid: nobody, gid: nobody }).status === 0;
}

describe.runIf(canBeNobody())("started by root on somebody else's data", () => {
  test("the workers are that user, and sign-in works", async () => {
    const at = await freshInstallation("sqlite");
    const directory = at.environment.dataDirectory;
    for (const name of ["", ...(await readdir(directory, { recursive: true }))])
      await chown(join(directory, name), nobody, nobody);
    const daemon = await startDaemon(at);
    const [worker] = await at.store.db.incarnation.findMany();
    expect(await readFile(`/proc/${worker?.pid}/status`, "utf8")).toMatch(
      new RegExp(`^Uid:\\s+${nobody}\\s+${nobody}`, "m"),
    );
    const client = await RawClient.connect(daemon.port("POP3"));
    await client.line();
    expect(await client.signIn(at.address, at.password)).toMatch(/^\+OK/);
    expect(await client.command("QUIT")).toMatch(/^\+OK/);
    expect(await daemon.stop()).toBe(0);
    await at.close();
  });
});

function isProcess(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
