import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { clearLock, clearStaleLocks } from "#server/lock/clear-locks.ts";
import { countLocks, readLock, readLocks } from "#server/lock/read.ts";
import { lockList } from "#server/lock/schema.ts";
import { heartbeat } from "#server/node/heartbeat.ts";
import { endIncarnation, startIncarnation } from "#server/node/incarnation.ts";
import { startNode, stopNode } from "#server/node/start-node.ts";
import { writeSessions } from "#server/session/write-sessions.ts";
import { changeSettings } from "#server/setting/change-settings.ts";
import type { Store } from "#server/store.ts";
import { tester } from "#test/support/actor.ts";
import { engines, freshStore, type TestStore } from "#test/support/databases.ts";
import { HandClock } from "#test/support/hand-clock.ts";
import { givenAccount } from "#test/support/mail.ts";
import { sessionRecord } from "#test/support/session-record.ts";

describe.each(engines)("locks on %s", (engine) => {
  let at: TestStore;
  let clock: HandClock;
  let store: Store;
  let nodeId: string;
  beforeEach(async () => {
    at = await freshStore(engine);
    clock = new HandClock();
    store = { ...at.store, clock };
    nodeId = await startNode(store, { hostname: "mx1", version: "0.1.0", pid: 100 });
  });
  afterEach(() => at.close());

  const worker = (pid = 7) => startIncarnation(store, { nodeId, pid });
  const list = async (asked: object = {}) => (await readLocks(store, lockList.parse(asked))).rows;
  /** What is said of each: "ann held". */
  const said = async (asked: object = {}) =>
    (await list(asked)).map(({ address, staleReason }) => `${address.split("@")[0]} ${staleReason ?? "held"}`);

  /** An account that a session of this worker has open. */
  async function held(name: string, incarnationId: string, session: object = {}): Promise<number> {
    const { accountId, address } = await givenAccount(store, `${name}@example.org`);
    clock.pass(1);
    const acquiredAt = clock.now();
    await store.db.maildropLock.create({ data: { accountId, sessionId: name, incarnationId, acquiredAt } });
    const record = { id: name, incarnationId, accountId, address, state: "TRANSACTION" as const, ...session };
    await writeSessions(store, [sessionRecord(record)]);
    return accountId;
  }

  /** The daemon speaks for so long, for these workers. */
  async function live(seconds: number, incarnationIds: readonly string[]): Promise<void> {
    for (let second = 0; second < seconds; second += 1) {
      clock.pass(1_000);
      await heartbeat(store, { nodeId, incarnationIds, observedGeneration: 1, observedRequest: 1 });
      await countLocks(store); // somebody watches
    }
  }

  test("a lock tells who has it, from where, with what, since when and on which machine", async () => {
    const incarnationId = await worker(4711);
    const session = {
      remoteAddress: "192.0.2.7",
      client: "CAPA USER PASS STAT UIDL",
      lastCommand: "RETR",
      lastCommandAt: new Date(clock.wallMs),
      retrievedCount: 3,
      markedCount: 2,
    };
    const accountId = await held("ann", incarnationId, session);
    expect(await list()).toEqual([
      {
        accountId,
        address: "ann@example.org",
        sessionId: "ann",
        acquiredAt: clock.now(),
        staleReason: null,
        silentMs: null,
        hostname: "mx1",
        pid: 4711,
        session,
      },
    ]);
    expect(await countLocks(store)).toEqual({ total: 1, stale: 0 });
  });

  test("a lock is stale for what it is: worker gone, session ended, lease of the worker past, node gone", async () => {
    const [gone, hung, alive] = [await worker(1), await worker(2), await worker(3)];
    await endIncarnation(store, gone);
    await held("dead", gone);
    await held("hung", hung);
    await held("over", alive, { endedAt: clock.now(), state: null, endReason: "quit" });
    await held("well", alive);
    await store.db.maildropLock.update({
      where: { sessionId: "dead" },
      data: { acquiredAt: new Date(clock.wallMs + 1) },
    });
    // Its end was written a moment ago: the lock may be on its way.
    expect(await said()).toEqual(["dead worker-gone", "hung held", "over held", "well held"]);
    await live(9, [alive]);
    expect(await said()).toEqual(["over session-ended", "dead worker-gone", "hung held", "well held"]);
    await live(2, [alive]);
    expect(await said()).toEqual(["hung lease-past", "over session-ended", "dead worker-gone", "well held"]);
    expect(await said({ filter: "stale", search: "DEAD" })).toEqual(["dead worker-gone"]);
    expect((await list({ search: "hung" }))[0]?.silentMs).toBe(11_000);
    expect(await countLocks(store)).toEqual({ total: 4, stale: 3 });

    clock.pass(9_999);
    expect(await said()).toContain("well held");
    clock.pass(1);
    expect(await said()).toContain("well node-gone");
    await live(1, [alive]);
    expect(await said()).toContain("well held");
    await stopNode(store, nodeId);
    expect(await said({ search: "well" })).toEqual([]); // an orderly stop frees what it had
  });

  test("who has just begun to watch goes by what the node said last; the lease is a setting", async () => {
    const incarnationId = await worker();
    await held("ann", incarnationId);
    await live(1, [incarnationId]);
    const newcomer = { ...at.store, clock };
    clock.pass(9_000);
    expect(await countLocks(newcomer)).toEqual({ total: 1, stale: 0 });
    await changeSettings(store, { lockLeaseSeconds: 5 }, tester);
    expect(await countLocks({ ...at.store, clock })).toEqual({ total: 1, stale: 1 });
    // A clock that was set back makes nobody younger than he was when he was watched.
    clock.wallMs -= 3_600_000;
    expect(await countLocks(newcomer)).toEqual({ total: 1, stale: 1 });
  });

  test("clearing a living session's lock asks for the word; a stale one goes at once; a successor's is never touched", async () => {
    const incarnationId = await worker();
    const accountId = await held("ann", incarnationId);
    await expect(clearLock(store, { accountId, sessionId: "ann" }, tester)).rejects.toMatchObject({
      code: "not-allowed",
      field: "typedWord",
    });
    expect(await readLock(store, accountId)).not.toBeNull();
    await expect(
      clearLock(store, { accountId, sessionId: "before", typedWord: "clear" }, tester),
    ).rejects.toMatchObject({ code: "not-found" });
    await clearLock(store, { accountId, sessionId: "ann", typedWord: "clear" }, tester);
    expect(await readLock(store, accountId)).toBeNull();
    expect(await store.db.auditEntry.findMany({ where: { action: "lock.clear" } })).toMatchObject([
      { object: "ann@example.org", actorName: tester.name, after: '{"why":"held by a living session"}' },
    ]);

    const bob = await held("bob", incarnationId);
    await endIncarnation(store, incarnationId);
    await store.db.maildropLock.create({ data: { accountId: bob, sessionId: "bob", incarnationId } });
    await clearLock(store, { accountId: bob, sessionId: "bob" }, tester);
    expect(await countLocks(store)).toEqual({ total: 0, stale: 0 });
  });

  test("clearing all stale ones leaves those of living sessions, and names each in the audit", async () => {
    const [gone, alive] = [await worker(1), await worker(2)];
    await endIncarnation(store, gone);
    for (let index = 0; index < 60; index += 1) await held(`gone${index}`, gone);
    await held("well", alive);
    expect(await clearStaleLocks(store, {}, tester)).toEqual({ clearedCount: 60 });
    expect(await said()).toEqual(["well held"]);
    expect(await store.db.auditEntry.count({ where: { action: "lock.clear", after: '{"why":"worker-gone"}' } })).toBe(
      60,
    );
    expect(await clearStaleLocks(store, {}, tester)).toEqual({ clearedCount: 0 });
  });
});
