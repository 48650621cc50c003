import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { verifyAudit } from "#server/audit/verify-audit.ts";
import { Deliverer } from "#server/delivery/deliverer.ts";
import { applyRecount } from "#server/quota/apply-recount.ts";
import { readLastRecount } from "#server/quota/read-recount.ts";
import { startRecount } from "#server/quota/start-recount.ts";
import type { Store } from "#server/store.ts";
import { readTask, readTaskItems } from "#server/task/read.ts";
import { runTask } from "#server/task/run-task.ts";
import { taskItemList } from "#server/task/schema.ts";
import { tester } from "#test/support/actor.ts";
import { engines, freshStore, type TestStore } from "#test/support/databases.ts";
import { givenAccount, givenMessage } from "#test/support/mail.ts";

const accountCount = 120;

describe.each(engines)("a recount of every maildrop on %s", (engine) => {
  let at: TestStore;
  let store: Store;
  let ids: number[];
  let octets: number;

  beforeEach(async () => {
    at = await freshStore(engine);
    ({ store } = at);
    ids = [];
    const deliverer = new Deliverer(store);
    const message = await givenMessage(store);
    octets = message.octets;
    for (let index = 0; index < accountCount; index += 1) {
      const recipient = await givenAccount(store, `a${index}@example.org`);
      ids.push(recipient.accountId);
      if (index < 10) await deliverer.deliver({ recipient, prefix: new Uint8Array(), message });
    }
  });
  afterEach(() => at.close());

  const count = async (repair: boolean) => {
    const { taskId } = await startRecount(store, { repair }, tester);
    expect(await runTask(store, taskId, applyRecount)).toBe(true);
    return taskId;
  };
  const steps = async (taskId: number) =>
    (await readTaskItems(store, taskId, taskItemList.parse({}))).rows.map(({ object, outcome, text }) => [
      object,
      outcome,
      text,
    ]);
  const off = (index: number, data: object) => store.db.account.update({ where: { id: ids[index] ?? 0 }, data });
  const counters = (index: number) => store.db.account.findUniqueOrThrow({ where: { id: ids[index] ?? 0 } });
  const right = { accountCount, messageCount: 10 };

  test("says that all is right, where it is, and how much it counted; one at a time", async () => {
    const taskId = await count(true);
    expect(await readTask(store, taskId)).toMatchObject({
      state: "done",
      doneCount: accountCount,
      totalCount: accountCount,
      result: { ...right, octets: octets * 10, differingCount: 0, isRepaired: true },
    });
    expect(await steps(taskId)).toEqual([]);
    expect(await readLastRecount(store)).toMatchObject({ task: { id: taskId }, result: right });
    await startRecount(store, {}, tester);
    await expect(startRecount(store, {}, tester)).rejects.toMatchObject({ code: "in-use" });
    expect(await readLastRecount(store)).toMatchObject({ task: { state: "waiting" }, result: null });
  });

  test("says of each counter that is wrong what it said and what there is; looking changes nothing, repairing does", async () => {
    await off(0, { messageCount: 7 });
    await off(3, { octets: 1n });
    await off(115, { recoverableCount: 2, recoverableOctets: 99n });
    const found = [
      ["a0@example.org", `Its counters said 7 messages and ${octets} octets, and there are 1 and ${octets}.`],
      ["a3@example.org", `Its counters said 1 messages and 1 octets, and there are 1 and ${octets}.`],
      ["a115@example.org", "Of recoverable mail they said 2 messages and 99 octets, and there are 0 and 0."],
    ];
    const looked = await count(false);
    expect(await steps(looked)).toEqual(found.map(([who, text]) => [who, "skipped", `${text} Left as it is.`]));
    expect((await readTask(store, looked))?.result).toMatchObject({ differingCount: 3, isRepaired: false });
    expect(await counters(0)).toMatchObject({ messageCount: 7 });

    const { changeSeq } = await counters(0);
    const repaired = await count(true);
    expect(await steps(repaired)).toEqual(found.map(([who, text]) => [who, "done", `${text} Put right.`]));
    expect((await readTask(store, repaired))?.result).toMatchObject({ ...right, differingCount: 3, isRepaired: true });
    // Alone, so that no listing is taken for true that was made of the wrong ones.
    expect(await counters(0)).toMatchObject({ messageCount: 1, octets: BigInt(octets), changeSeq: changeSeq + 1 });
    expect(await counters(3)).toMatchObject({ octets: BigInt(octets) });
    expect(await counters(115)).toMatchObject({ recoverableCount: 0, recoverableOctets: 0n });
    const entries = await store.db.auditEntry.findMany({ where: { action: "store.repair-counters" } });
    expect(entries.map(({ object }) => object)).toEqual(found.map(([who]) => who));
    expect(await steps(await count(true))).toEqual([]);
    expect(await verifyAudit(store)).toMatchObject({ isIntact: true });
  });

  test("broken off it begins again, and loses nothing of what it found and put right", async () => {
    await off(0, { messageCount: 7 });
    await off(119, { messageCount: 9 });
    const { taskId } = await startRecount(store, { repair: true }, tester);
    const stopping = new AbortController();
    await runTask(
      store,
      taskId,
      (of, run) => applyRecount(of, { ...run, progress: () => stopping.abort() }),
      stopping.signal,
    );
    expect(await readTask(store, taskId)).toMatchObject({ state: "waiting" });
    expect((await steps(taskId)).map(([who]) => who)).toEqual(["a0@example.org"]);
    expect(await counters(119)).toMatchObject({ messageCount: 9 });
    expect(await runTask(store, taskId, applyRecount)).toBe(true);
    expect((await steps(taskId)).map(([who]) => who)).toEqual(["a0@example.org", "a119@example.org"]);
    expect((await readTask(store, taskId))?.result).toMatchObject({ ...right, differingCount: 2 });
  });

  test("never counts more than some maildrops at once, and a large one alone", async () => {
    await off(1, { messageCount: 25_000 });
    await off(2, { recoverableCount: 15_000 });
    await off(4, { messageCount: 15_000 });
    const progress: number[] = [];
    const { taskId } = await startRecount(store, { repair: false }, tester);
    await runTask(store, taskId, (of, run) =>
      applyRecount(of, { ...run, progress: (done) => void progress.push(done) }),
    );
    expect(progress).toEqual([1, 2, 4, 104, 120]);
  });
});
