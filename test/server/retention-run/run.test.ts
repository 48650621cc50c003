import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { packSequences } from "#server/maildrop/packed-set.ts";
import { carryOutRun, type Pace } from "#server/retention-run/carry-out.ts";
import { unpackFacts } from "#server/retention-run/part-facts.ts";
import { removeDue } from "#server/retention-run/remove-due-statement.ts";
import { scheduleRun } from "#server/retention-run/schedule.ts";
import { startRun } from "#server/retention-run/start-run.ts";
import { approveRun, cancelRun, refuseRun } from "#server/retention-run/steer-run.ts";
import { changeRetentionRule } from "#server/retention/change-rule.ts";
import { holdMail } from "#server/retention/legal-hold.ts";
import { ruleChange } from "#server/retention/schema.ts";
import { changeSettings } from "#server/setting/change-settings.ts";
import type { Store } from "#server/store.ts";
import { tester } from "#test/support/actor.ts";
import { givenDatedMessages } from "#test/support/dated-messages.ts";
import { engines, freshStore, type TestStore } from "#test/support/databases.ts";
import { eventually } from "#test/support/eventually.ts";
import { HandClock } from "#test/support/hand-clock.ts";
import { givenAccount } from "#test/support/mail.ts";

const pace: Pace = { messages: 3, accounts: 2, retries: 1, retryMs: 1 };
const dayMs = 86_400_000;

describe.each(engines)("a retention run on %s", (engine) => {
  let test: TestStore;
  let store: Store;
  let clock: HandClock;
  let ann: number;
  let bob: number;
  let carl: number;

  beforeEach(async () => {
    test = await freshStore(engine);
    clock = new HandClock();
    store = { ...test.store, clock };
    ann = (await givenAccount(store, "ann@example.org")).accountId;
    bob = (await givenAccount(store, "bob@example.org")).accountId;
    carl = (await givenAccount(store, "carl@example.com")).accountId;
    const old = { arrived: 100, downloaded: 90, octets: 10 };
    for (const id of [ann, bob, carl]) {
      await givenDatedMessages(store, id, [
        ...Array.from({ length: 8 }, () => old),
        { ...old, downloaded: null },
        { arrived: 1, downloaded: 1, octets: 5 },
      ]);
    }
  });
  afterEach(() => test.close());

  const rule = (given: object = { removeAfterArrivalDays: 30 }) =>
    changeRetentionRule(store, ruleChange.parse({ level: "server", ...given }), tester);
  const work = (stop = new AbortController().signal, given = pace) => carryOutRun(store, stop, given);
  const run = (id: number) => store.db.retentionRun.findUniqueOrThrow({ where: { id } });
  const account = (id: number) => store.db.account.findUniqueOrThrow({ where: { id } });
  const lock = (accountId: number) =>
    store.db.maildropLock.create({ data: { accountId, sessionId: `session ${accountId}`, incarnationId: "i" } });
  const start = async () => (await startRun(store, {}, tester)).id;

  it("removes what is due, counts it, and can say of each message what removed it", async () => {
    await rule();
    const id = await start();
    await work();
    expect(await run(id)).toMatchObject({
      state: "done",
      plannedCount: 24,
      plannedUndownloaded: 0,
      removedCount: 24,
      removedOctets: 240n,
      accountCount: 3,
      lockedCount: 0,
      actorName: tester.name,
    });
    expect(await account(ann)).toMatchObject({
      messageCount: 2,
      octets: 15n,
      recoverableCount: 8,
      recoverableOctets: 80n,
      changeSeq: 13,
      nextSequence: 11,
    });
    const parts = await store.db.retentionRunPart.findMany({
      where: { runId: id, accountId: ann },
      orderBy: { id: "asc" },
    });
    expect(parts.map(({ messageCount }) => messageCount)).toEqual([3, 3, 2]);
    expect(parts[0]).toMatchObject({
      address: "ann@example.org",
      rule: "30 days after arrival; what was never downloaded stays",
      octets: 30n,
    });
    const facts = parts.flatMap(({ facts: packed }) => unpackFacts(packed));
    expect(facts).toHaveLength(8);
    expect(facts[0]).toMatchObject({
      octets: 10,
      arrivedAt: clock.wallMs - 100 * dayMs,
      downloadedAt: clock.wallMs - 90 * dayMs,
    });
    expect(new Set(facts.map(({ uniqueId }) => uniqueId)).size).toBe(8);
    const removals = await store.db.removal.findMany({ where: { runId: id, accountId: ann } });
    expect(removals.reduce((sum, { messageCount }) => sum + messageCount, 0)).toBe(8);
    expect(removals[0]).toMatchObject({ cause: "retention", purgeAfterAt: new Date(clock.wallMs + 14 * dayMs) });
    expect(await store.db.auditEntry.count({ where: { action: "retention.run-ended", object: `run ${id}` } })).toBe(1);
  });

  it("leaves a maildrop that a session holds, and takes it when it is free", async () => {
    await rule();
    await lock(bob);
    const id = await start();
    await work(undefined, { ...pace, retries: 0 });
    expect(await run(id)).toMatchObject({ state: "done", removedCount: 16, lockedCount: 1, accountCount: 2 });
    expect(await account(bob)).toMatchObject({ messageCount: 10, changeSeq: 10 });
    await store.db.maildropLock.delete({ where: { accountId: bob } });
    const again = await start();
    await work();
    expect(await run(again)).toMatchObject({ removedCount: 8, lockedCount: 0, accountCount: 1 });
  });

  it("goes by rule, hold and download as they are when it removes, not as they were when it counted", async () => {
    await rule();
    const id = await start();
    // As if broken off just after it had counted.
    await store.db.retentionRun.update({ where: { id }, data: { state: "running", plannedCount: 24 } });
    await holdMail(store, { level: "account", id: ann, reason: "court", endsAt: null }, tester);
    await rule({ level: "account", id: bob, removeAfterArrivalDays: "never" });
    await store.db.message.updateMany({ where: { accountId: carl }, data: { arrivedAt: clock.now() } });
    // A hold that came after the run had looked who is due.
    const asked = { runId: id, accountId: ann, after: 0, take: 100, now: clock.wallMs };
    expect(await store.statements.write(removeDue, asked)).toMatchObject({ messageCount: 0 });
    await work();
    expect(await run(id)).toMatchObject({ state: "done", removedCount: 0 });
    expect(await account(ann)).toMatchObject({ messageCount: 10 });
  });

  it("never takes a message twice whose removal is committed and whose row is still there", async () => {
    await rule();
    await work();
    const first = await start();
    await work();
    const second = await start();
    await work();
    expect([(await run(first)).removedCount, (await run(second)).removedCount]).toEqual([24, 0]);
    expect(await account(carl)).toMatchObject({ messageCount: 2, recoverableCount: 8 });
  });

  it.runIf(engine === "postgresql")(
    "never counts what a session removed whose rows go between two of its statements",
    async () => {
      await rule();
      const id = await start();
      await store.db.retentionRun.update({ where: { id }, data: { state: "running", plannedCount: 24 } });
      const { messageCount, octets } = await account(ann);
      const sequences = [1, 2, 3, 4, 5];
      // A committed UPDATE whose rows are still to go.
      const removal = await store.db.removal.create({
        data: { accountId: ann, cause: "session", sequences: packSequences(sequences), messageCount: 5, octets: 50 },
      });
      await store.db.account.update({
        where: { id: ann },
        data: { messageCount: { decrement: 5 }, octets: { decrement: 50 } },
      });
      let working: Promise<void> | undefined;
      await store.db.$transaction(
        async (tx) => {
          await tx.$executeRawUnsafe(`LOCK TABLE "Removal" IN ACCESS EXCLUSIVE MODE`);
          working = work();
          await eventually(async () => {
            const waiting = await store.db.$queryRaw<unknown[]>`
              SELECT 1 FROM pg_locks JOIN pg_class ON pg_class.oid = relation
              WHERE relname = 'Removal' AND NOT granted AND mode = 'AccessShareLock'`;
            return waiting.length > 0;
          }, 30_000);
          await tx.message.deleteMany({ where: { accountId: ann, sequence: { in: sequences } } });
          await tx.removal.update({
            where: { id: removal.id },
            data: { finishedAt: new Date() },
            select: { id: true },
          });
        },
        { timeout: 60_000 },
      );
      await working;
      // Ten there were: five the session took, three were due, two stay.
      expect(messageCount).toBe(10);
      expect(await account(ann)).toMatchObject({ messageCount: 2, octets: octets - 50n - 30n, recoverableCount: 3 });
      expect(await run(id)).toMatchObject({ removedCount: 19 });
    },
  );

  it("asks where it would remove too much; approved it goes on, refused it removes nothing", async () => {
    await rule();
    await changeSettings(
      store,
      { retentionAccountPercent: 70, retentionServerPercent: "none", retentionDomainPercent: "none" },
      tester,
    );
    await givenDatedMessages(
      store,
      ann,
      Array.from({ length: 60 }, () => ({ arrived: 50, downloaded: 50, octets: 1 })),
    );
    const id = await start();
    await work();
    expect(await run(id)).toMatchObject({ state: "asking", removedCount: 0, plannedCount: 84 });
    expect((await run(id)).question).toBe(
      "It would remove 68 of 70 messages of ann@example.org, more than the 70 % it may remove unasked.",
    );
    await expect(start()).rejects.toMatchObject({ code: "in-use" });
    await refuseRun(store, { id }, tester);
    await expect(approveRun(store, { id }, tester)).rejects.toMatchObject({ code: "in-use" });
    await work();
    expect(await run(id)).toMatchObject({ state: "refused", removedCount: 0, answeredBy: tester.name });
    const other = await start();
    await work();
    await approveRun(store, { id: other }, tester);
    await work();
    expect(await run(other)).toMatchObject({ state: "done", removedCount: 84 });
  });

  it("asks again where there is much more than was approved", async () => {
    await rule();
    await changeSettings(
      store,
      { retentionAccountPercent: 10, retentionServerPercent: "none", retentionDomainPercent: "none" },
      tester,
    );
    const many = (length: number) => Array.from({ length }, () => ({ arrived: 50, downloaded: 50, octets: 1 }));
    await givenDatedMessages(store, ann, many(60));
    const id = await start();
    await work();
    await approveRun(store, { id }, tester);
    await givenDatedMessages(store, ann, many(500));
    await work();
    expect(await run(id)).toMatchObject({ state: "asking", plannedCount: 584, answeredAt: null, removedCount: 0 });
  });

  it("a share of the server or of a domain is asked about as well", async () => {
    await rule();
    await givenDatedMessages(
      store,
      carl,
      Array.from({ length: 60 }, () => ({ arrived: 1, downloaded: 1, octets: 1 })),
    );
    const id = await start();
    await work();
    expect((await run(id)).question).toContain("24 of 90 messages on this server, more than the 20 %");
  });

  it("is cancelled between two maildrops, and what it has not reached stays", async () => {
    await rule();
    const id = await start();
    await store.db.retentionRun.update({ where: { id }, data: { state: "running", plannedCount: 24 } });
    await cancelRun(store, { id }, tester);
    await work();
    expect(await run(id)).toMatchObject({ state: "cancelled", removedCount: 0 });
    expect(await account(ann)).toMatchObject({ messageCount: 10 });
  });

  it("goes on where it was broken off", async () => {
    await rule();
    const id = await start();
    const stop = new AbortController();
    let commits = 0;
    const statements = {
      read: store.statements.read.bind(store.statements),
      close: () => store.statements.close(),
      write: async (...args: Parameters<typeof store.statements.write>) => {
        const result = await store.statements.write(...args);
        commits += 1;
        if (commits === 4) stop.abort();
        return result;
      },
    } as Store["statements"];
    await carryOutRun({ ...store, statements }, stop.signal, pace);
    const broken = await run(id);
    expect(broken).toMatchObject({ state: "running", endedAt: null });
    expect(broken.removedCount).toBeGreaterThan(0);
    expect(broken.removedCount).toBeLessThan(24);
    await work();
    expect(await run(id)).toMatchObject({ state: "done", removedCount: 24, accountCount: 3 });
    const { _sum } = await store.db.retentionRunPart.aggregate({ where: { runId: id }, _sum: { messageCount: true } });
    expect(_sum.messageCount).toBe(24);
  });

  it("is made once a day at its time, where a rule removes something", async () => {
    const count = () => store.db.retentionRun.count({ where: { cause: "schedule" } });
    const at = new Date(clock.now());
    at.setHours(3, 29, 0, 0);
    clock.wallMs = at.getTime();
    await scheduleRun(store);
    await rule();
    await store.db.retentionRule.updateMany({ data: { createdAt: clock.now() } });
    await scheduleRun(store);
    expect(await count()).toBe(0);
    clock.pass(2 * 60_000);
    await scheduleRun(store);
    await scheduleRun(store);
    expect(await count()).toBe(1);
    await store.db.retentionRun.updateMany({ data: { state: "done" } });
    clock.pass(dayMs - 3 * 60_000);
    await scheduleRun(store);
    expect(await count()).toBe(1);
    clock.pass(2 * dayMs);
    await scheduleRun(store);
    expect(await count()).toBe(2);
    await changeSettings(store, { retentionTime: "" }, tester);
    await store.db.retentionRun.updateMany({ data: { state: "done" } });
    clock.pass(dayMs);
    await scheduleRun(store);
    expect(await count()).toBe(2);
  });
});
