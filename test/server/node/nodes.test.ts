import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createAccount } from "#server/account/create-account.ts";
import { createDomain } from "#server/domain/create-domain.ts";
import { heartbeat } from "#server/node/heartbeat.ts";
import { freeLeftBehind } from "#server/node/free-left-behind.ts";
import { endIncarnation, startIncarnation } from "#server/node/incarnation.ts";
import { readDaemonState } from "#server/node/read-daemon-state.ts";
import { startNode, stopNode } from "#server/node/start-node.ts";
import { countLiveSessions, readSession } from "#server/session/read.ts";
import { writeSessions } from "#server/session/write-sessions.ts";
import { tester } from "#test/support/actor.ts";
import { engines, freshStore, type TestStore } from "#test/support/databases.ts";
import { sessionRecord } from "#test/support/session-record.ts";

const daemon = { hostname: "h1", version: "0.1.0", pid: process.pid };
/** No process has it: beyond what Linux gives. */
const deadPid = 2 ** 22 + 1;

describe.each(engines)("nodes on %s", (engine) => {
  let at: TestStore;
  beforeEach(async () => {
    at = await freshStore(engine);
  });
  afterEach(() => at.close());

  const lock = async (incarnationId: string, sessionId: string) => {
    const { id: accountId } = await createAccount(at.store, { address: `${sessionId}@example.org` }, tester);
    await at.store.db.maildropLock.create({ data: { accountId, sessionId, incarnationId } });
  };
  const locks = async () => (await at.store.db.maildropLock.findMany()).map(({ sessionId }) => sessionId);

  test("a daemon is seen while it beats, and its numbers are what it said last", async () => {
    expect(await readDaemonState(at.store)).toBeNull();
    const nodeId = await startNode(at.store, daemon);
    const incarnationId = await startIncarnation(at.store, { nodeId, pid: 7 });
    await heartbeat(at.store, { nodeId, incarnationIds: [incarnationId], observedGeneration: 5, observedRequest: 2 });
    expect(await readDaemonState(at.store)).toMatchObject({
      nodeId,
      ...daemon,
      isAlive: true,
      observedGeneration: 5,
      observedRequest: 2,
      stoppedAt: null,
    });
    await stopNode(at.store, nodeId);
    expect(await readDaemonState(at.store)).toMatchObject({ isAlive: false, stoppedAt: expect.any(Date) });
    expect(await startNode(at.store, daemon)).toBe(nodeId);
    expect(await readDaemonState(at.store)).toMatchObject({ isAlive: true, stoppedAt: null });
  });

  test("what a dead worker's last statements did after it was ended is undone; what is alive stays", async () => {
    await createDomain(at.store, { name: "example.org" }, tester);
    const nodeId = await startNode(at.store, daemon);
    const dead = await startIncarnation(at.store, { nodeId, pid: deadPid });
    const alive = await startIncarnation(at.store, { nodeId, pid: process.pid });
    await endIncarnation(at.store, dead);
    await lock(dead, "late");
    await lock(alive, "now");
    await writeSessions(at.store, [
      sessionRecord({ id: "late", incarnationId: dead }),
      sessionRecord({ id: "now", incarnationId: alive }),
    ]);
    await freeLeftBehind(at.store);
    expect(await locks()).toEqual(["now"]);
    expect(await readSession(at.store, "late")).toMatchObject({ state: null, endReason: "lost" });
    expect((await readSession(at.store, "late"))?.endedAt?.getTime()).toBeGreaterThan(Date.now() - 60_000);
    expect(await readSession(at.store, "now")).toMatchObject({ endedAt: null });
  });

  test("a worker that is gone leaves no lock and no live session; others keep theirs", async () => {
    await createDomain(at.store, { name: "example.org" }, tester);
    const nodeId = await startNode(at.store, daemon);
    const [gone, stays] = [
      await startIncarnation(at.store, { nodeId, pid: 7 }),
      await startIncarnation(at.store, { nodeId, pid: 8 }),
    ];
    await lock(gone, "s1");
    await lock(stays, "s2");
    await writeSessions(at.store, [
      sessionRecord({ id: "s1", incarnationId: gone }),
      sessionRecord({ id: "s2", incarnationId: stays }),
    ]);
    expect(await countLiveSessions(at.store)).toBe(2);
    await endIncarnation(at.store, gone);
    await endIncarnation(at.store, gone);
    expect(await locks()).toEqual(["s2"]);
    expect(await countLiveSessions(at.store)).toBe(1);
    expect(await readSession(at.store, "s1")).toMatchObject({
      state: null,
      endReason: "lost",
      endedAt: expect.any(Date),
    });
  });

  test("what a crashed daemon held is free as soon as the next one starts", async () => {
    await createDomain(at.store, { name: "example.org" }, tester);
    const nodeId = await startNode(at.store, { ...daemon, pid: deadPid });
    await lock(await startIncarnation(at.store, { nodeId, pid: 7 }), "s1");
    expect(await startNode(at.store, daemon)).toBe(nodeId);
    expect(await locks()).toEqual([]);
  });

  test("a second daemon on the same data directory is refused while the first lives, and takes nothing from it", async () => {
    await createDomain(at.store, { name: "example.org" }, tester);
    const nodeId = await startNode(at.store, { ...daemon, pid: process.ppid });
    await lock(await startIncarnation(at.store, { nodeId, pid: 7 }), "s1");
    const beating = setInterval(() => {
      void heartbeat(at.store, { nodeId, incarnationIds: [], observedGeneration: 0, observedRequest: 0 });
    }, 200);
    try {
      await expect(startNode(at.store, daemon)).rejects.toMatchObject({
        code: "configuration",
        message: expect.stringContaining(`process ${process.ppid}`),
      });
    } finally {
      clearInterval(beating);
    }
    expect(await locks()).toEqual(["s1"]);
  });
});
