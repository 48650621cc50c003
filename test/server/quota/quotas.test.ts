import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createAccount } from "#server/account/create-account.ts";
import { createDomain } from "#server/domain/create-domain.ts";
import { giveQuota } from "#server/quota/give-quota.ts";
import { countQuotas, readNearQuota, readQuotaAlerts } from "#server/quota/read.ts";
import { nearList } from "#server/quota/schema.ts";
import { setDomainQuota } from "#server/quota/set-domain-quota.ts";
import { accountsByUse, hasQuota, useOf } from "#server/quota/use-sql.ts";
import { watchQuotas } from "#server/quota/watch-quotas.ts";
import { changeSettings } from "#server/setting/change-settings.ts";
import type { Store } from "#server/store.ts";
import { tester } from "#test/support/actor.ts";
import { engines, freshStore, type TestStore } from "#test/support/databases.ts";

describe.each(engines)("quotas on %s", (engine) => {
  let test: TestStore;
  let store: Store;
  let domainId: number;

  beforeEach(async () => {
    test = await freshStore(engine);
    store = test.store;
    ({ id: domainId } = await createDomain(store, { name: "example.org" }, tester));
  });
  afterEach(() => test.close());

  const create = async (name: string, more: object = {}) =>
    (await createAccount(store, { address: `${name}@example.org`, ...more }, tester)).id;
  const hold = (id: number, octets: number, messageCount = 1) =>
    store.db.account.update({ where: { id }, data: { octets: BigInt(octets), messageCount }, select: { id: true } });
  const quotaOf = (id: number) =>
    store.db.account.findUniqueOrThrow({ where: { id }, select: { quotaOctets: true, quotaMessages: true } });
  const open = async () =>
    (await store.db.quotaAlert.findMany({ where: { endedAt: null }, orderBy: { threshold: "asc" } })).map(
      ({ threshold }) => threshold,
    );
  const told = async () =>
    (await readQuotaAlerts(store, { take: 50 })).map(({ subject, threshold }) => [subject, threshold]);

  it("new accounts get what the domain says, else what the server says, else what was asked for", async () => {
    expect(await quotaOf(await create("first"))).toEqual({ quotaOctets: null, quotaMessages: null });
    await changeSettings(store, { accountQuotaOctets: "2 GB", accountQuotaMessages: 500 }, tester);
    expect(await quotaOf(await create("second"))).toEqual({ quotaOctets: 2_000_000_000n, quotaMessages: 500 });
    await setDomainQuota(store, { id: domainId, hasAccountQuota: true, accountQuotaOctets: "1 GB" }, tester);
    expect(await quotaOf(await create("third", { quotaOctets: "" }))).toEqual({
      quotaOctets: 1_000_000_000n,
      quotaMessages: null,
    });
    expect(await quotaOf(await create("fourth", { quotaOctets: "none", quotaMessages: 7 }))).toEqual({
      quotaOctets: null,
      quotaMessages: 7,
    });
  });

  it("a threshold is recorded once for each crossing, and not again by who swings around it", async () => {
    const ann = await create("ann", { quotaOctets: 1000 });
    const look = () => watchQuotas(store);
    await hold(ann, 799);
    expect(await look()).toBe(0);
    await hold(ann, 800);
    expect(await look()).toBe(1);
    expect(await look()).toBe(0);
    for (const octets of [790, 801, 760, 850]) {
      await hold(ann, octets);
      expect(await look()).toBe(0);
    }
    await hold(ann, 1000);
    expect(await look()).toBe(2);
    expect(await open()).toEqual([80, 95, 100]);
    expect(await told()).toEqual([
      ["ann@example.org", 100],
      ["ann@example.org", 80],
    ]);
    await hold(ann, 940);
    expect(await look()).toBe(0);
    expect(await open()).toEqual([80, 95]);
    await hold(ann, 1000);
    expect(await look()).toBe(1);
    await hold(ann, 0);
    expect(await look()).toBe(0);
    expect(await open()).toEqual([]);
    await hold(ann, 2000);
    expect(await look()).toBe(3);
    expect((await told())[0]).toEqual(["ann@example.org", 100]);
  });

  it("alerts end with the quota, with the account and with the threshold", async () => {
    const ann = await create("ann", { quotaMessages: 10 });
    const bob = await create("bob", { quotaMessages: 10 });
    await hold(ann, 1, 9);
    await hold(bob, 1, 9);
    expect(await watchQuotas(store)).toBe(2);
    expect((await readQuotaAlerts(store, { take: 1 }))[0]).toMatchObject({ measure: "messages", used: 9, quota: 10 });
    await store.db.account.update({ where: { id: ann }, data: { quotaMessages: null } });
    await watchQuotas(store);
    expect(await open()).toEqual([80]);
    await changeSettings(store, { quotaThresholds: "90" }, tester);
    await watchQuotas(store);
    expect(await open()).toEqual([90]);
    await store.db.account.update({ where: { id: bob }, data: { deletedAt: new Date() } });
    await watchQuotas(store);
    expect(await open()).toEqual([]);
  });

  it("a domain crosses thresholds by what its accounts hold together", async () => {
    await setDomainQuota(store, { id: domainId, quotaOctets: 1000 }, tester);
    await hold(await create("ann"), 500);
    const bob = await create("bob");
    await hold(bob, 499);
    expect(await watchQuotas(store)).toBe(2);
    expect(await told()).toEqual([["example.org", 95]]);
    await hold(bob, 0);
    expect(await watchQuotas(store)).toBe(0);
    expect(await open()).toEqual([]);
  });

  it("the list begins with the fullest, and is read from the index", async () => {
    for (const [name, octets] of Object.entries({ ann: 850, bob: 1500, carl: 100, dora: 1000 })) {
      await hold(await create(name, { quotaOctets: 1000 }), octets);
    }
    await hold(await create("free"), 99_999);
    const addresses = async (given: object) =>
      (await readNearQuota(store, nearList.parse(given))).rows.map(({ address, percent }) => `${address} ${percent}`);
    expect(await addresses({})).toEqual(["bob@example.org 150", "dora@example.org 100", "ann@example.org 85"]);
    expect(await addresses({ filter: "full", pageSize: 1, page: 2 })).toEqual(["dora@example.org 100"]);
    expect(await countQuotas(store)).toEqual({ limitedCount: 4, nearCount: 3, fullCount: 2 });
    const explain = engine === "sqlite" ? "EXPLAIN QUERY PLAN" : "EXPLAIN";
    const plan = await store.db.$transaction(async (tx) => {
      if (engine === "postgresql") await tx.$executeRawUnsafe("SET LOCAL enable_seqscan = off");
      return tx.$queryRawUnsafe<object[]>(
        `${explain} SELECT "id" FROM ${accountsByUse[engine]} WHERE ${hasQuota} AND ${useOf[engine]} >= 800 ORDER BY ${useOf[engine]} DESC, "id" LIMIT 50`,
      );
    });
    expect(plan.flatMap((row) => Object.values(row)).join("\n")).toContain("Account_quotaUse_idx");
  });

  it("a default is given to those who have none, or to all", async () => {
    const ann = await create("ann", { quotaOctets: 5 });
    const bob = await create("bob");
    const gift = { domainId, quotaOctets: "1 KB", quotaMessages: "" };
    expect(await giveQuota(store, { ...gift, whom: "unlimited" }, tester)).toEqual({ changedCount: 1 });
    expect([(await quotaOf(ann)).quotaOctets, (await quotaOf(bob)).quotaOctets]).toEqual([5n, 1000n]);
    expect(await giveQuota(store, { ...gift, whom: "all" }, tester)).toEqual({ changedCount: 2 });
    expect((await quotaOf(ann)).quotaOctets).toBe(1000n);
  });

  it.each(["0", "101", "80, many", "1,2,3,4,5,6,7,8,9"])("thresholds of %s are refused", async (quotaThresholds) => {
    await expect(changeSettings(store, { quotaThresholds }, tester)).rejects.toMatchObject({
      field: "quotaThresholds",
    });
  });
});
