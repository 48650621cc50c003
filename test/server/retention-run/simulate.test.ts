import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { listDue } from "#server/retention-run/list-due.ts";
import { purgeSimulations } from "#server/retention-run/purge-simulations.ts";
import { saveRetentionRule } from "#server/retention-run/save-rule.ts";
import { simulateRetention } from "#server/retention-run/simulate.ts";
import { changeRetentionRule } from "#server/retention/change-rule.ts";
import { holdMail } from "#server/retention/legal-hold.ts";
import { type RuleChange, ruleChange } from "#server/retention/schema.ts";
import type { Store } from "#server/store.ts";
import { tester } from "#test/support/actor.ts";
import { engines, freshStore, type TestStore } from "#test/support/databases.ts";
import { givenDatedMessages } from "#test/support/dated-messages.ts";
import { HandClock } from "#test/support/hand-clock.ts";
import { givenAccount } from "#test/support/mail.ts";

const change = (given: object): RuleChange => ruleChange.parse({ level: "server", ...given });

describe.each(engines)("a simulated retention rule on %s", (engine) => {
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
    // Days ago: arrived, downloaded.
    await givenDatedMessages(store, ann, [
      { arrived: 100, downloaded: 90, octets: 1000 },
      { arrived: 50, downloaded: null, octets: 200 },
      { arrived: 40, downloaded: 10, octets: 30 },
      { arrived: 1, downloaded: 1, octets: 4 },
    ]);
    await givenDatedMessages(store, bob, [{ arrived: 60, downloaded: null, octets: 500 }]);
    await givenDatedMessages(store, carl, [{ arrived: 31, downloaded: 31, octets: 7000 }]);
  });
  afterEach(() => test.close());

  const simulate = (given: object) => simulateRetention(store, change(given), tester);
  const domainOf = async (id: number) => (await store.db.account.findUniqueOrThrow({ where: { id } })).domainId;

  it("counts by age, keeps what was never downloaded, and names who would lose most", async () => {
    const found = await simulate({ removeAfterArrivalDays: 30 });
    expect(found).toMatchObject({
      placeName: "server",
      messageCount: 3,
      octets: 8030,
      accountCount: 2,
      undownloadedCount: 0,
      dueCount: 0,
    });
    expect(found.largest.accounts.map(({ name, messageCount }) => [name, messageCount])).toEqual([
      ["ann@example.org", 2],
      ["carl@example.com", 1],
    ]);
    expect(found.largest.domains.map(({ name, octets }) => [name, octets])).toEqual([
      ["example.org", 1030],
      ["example.com", 7000],
    ]);
    expect(found.largest.emptied).toBe("That is all the mail there is of example.com: this domain would be empty.");
    expect((await simulate({ removeAfterArrivalDays: 35 })).largest.emptied).toBeNull();
    expect((await simulate({ removeAfterArrivalDays: 1, keepsUndownloaded: "no" })).largest.emptied).toBe(
      "That is all the mail there is of example.com, example.org: these domains would be empty.",
    );
    expect(await simulate({ removeAfterArrivalDays: 30, keepsUndownloaded: "no" })).toMatchObject({
      messageCount: 5,
      undownloadedCount: 2,
      accountCount: 3,
    });
  });

  it.each([
    [{ removeAfterDownloadDays: 30 }, 2, 8000],
    [{ removeAfterDownloadDays: 5 }, 3, 8030],
    [{ removeAfterDownloadDays: 5, removeAfterArrivalDays: 55, keepsUndownloaded: "no" }, 4, 8530],
    [{ removeAfterDownloadDays: "never" }, 0, 0],
  ])("of %j", async (given, messageCount, octets) => {
    expect(await simulate(given)).toMatchObject({ messageCount, octets });
  });

  it("counts a domain's or an account's own, the rest as it is, and nobody who is on hold", async () => {
    await changeRetentionRule(store, change({ removeAfterArrivalDays: 30 }), tester);
    const id = await domainOf(ann);
    expect(await simulate({ level: "domain", id, removeAfterArrivalDays: 80 })).toMatchObject({
      messageCount: 1,
      dueCount: 2,
      accountCount: 1,
    });
    expect(await simulate({ level: "account", id: bob, keepsUndownloaded: "no" })).toMatchObject({
      messageCount: 1,
      undownloadedCount: 1,
    });
    await changeRetentionRule(store, change({ level: "domain", id, removeAfterArrivalDays: "never" }), tester);
    expect(await simulate({ removeAfterArrivalDays: 20 })).toMatchObject({ messageCount: 1, accountCount: 1 });
    await holdMail(store, { level: "account", id: carl, reason: "court", endsAt: null }, tester);
    expect(await simulate({ removeAfterArrivalDays: 20 })).toMatchObject({ messageCount: 0, accountCount: 0 });
  });

  it("lists the messages page by page, with the rule that would remove each", async () => {
    const { after, scope } = await simulate({ removeAfterArrivalDays: 30, keepsUndownloaded: "no" });
    const first = await listDue(store, { scope, rule: after, after: null, take: 3 });
    const second = await listDue(store, { scope, rule: after, after: first.next, take: 3 });
    expect([...first.rows, ...second.rows].map(({ address, octets }) => `${address} ${octets}`)).toEqual([
      "ann@example.org 1000",
      "ann@example.org 200",
      "ann@example.org 30",
      "bob@example.org 500",
      "carl@example.com 7000",
    ]);
    expect(second.next).toBeNull();
    expect(first.rows[0]).toMatchObject({ rule: "30 days after arrival" });
    expect((await listDue(store, { scope, rule: after, accountId: carl, after: null, take: 3 })).rows).toHaveLength(1);
  });

  it("is forgotten after a day where nothing was saved with it", async () => {
    const wish = change({ removeAfterArrivalDays: 30 });
    const saved = await simulateRetention(store, wish, tester);
    await saveRetentionRule(store, { change: wish, simulationId: saved.id }, tester);
    await simulate({ removeAfterArrivalDays: 20 });
    clock.pass(23 * 60 * 60_000);
    const looked = await simulate({ removeAfterArrivalDays: 10 });
    expect(await purgeSimulations(store)).toBe(0);
    clock.pass(2 * 60 * 60_000);
    expect(await purgeSimulations(store)).toBe(1);
    const left = await store.db.retentionSimulation.findMany({ orderBy: { id: "asc" }, select: { id: true } });
    expect(left.map(({ id }) => id)).toEqual([saved.id, looked.id]);
  });

  it("is what a change is saved with: missing, old or of another change it is refused", async () => {
    const wish = change({ removeAfterArrivalDays: 30 });
    const save = (simulationId: number | null, other = wish) =>
      saveRetentionRule(store, { change: other, simulationId }, tester);
    const refused = { code: "invalid", field: "simulationId" };
    await expect(save(null)).rejects.toMatchObject(refused);
    const { id } = await simulateRetention(store, wish, tester);
    await expect(save(id, change({ removeAfterArrivalDays: 29 }))).rejects.toThrow(/another change/);
    await expect(
      save(id, change({ level: "domain", id: await domainOf(ann), removeAfterArrivalDays: 30 })),
    ).rejects.toThrow(/another change/);
    clock.pass(16 * 60_000);
    await expect(save(id)).rejects.toThrow(/older than 15 minutes/);
    const fresh = await simulateRetention(store, wish, tester);
    await changeRetentionRule(store, change({ removeAfterArrivalDays: 90 }), tester);
    await expect(save(fresh.id)).rejects.toThrow(/Somebody else has changed/);
    expect(await store.db.retentionSimulation.count({ where: { savedAt: { not: null } } })).toBe(0);
    const last = await simulateRetention(store, wish, tester);
    expect(await save(last.id)).toMatchObject({ rule: { removeAfterArrivalDays: 30 } });
    expect(await store.db.retentionSimulation.findUniqueOrThrow({ where: { id: last.id } })).toMatchObject({
      savedAt: clock.now(),
    });
    await save(null, change({ recoverableDays: 3 }));
  });
});
