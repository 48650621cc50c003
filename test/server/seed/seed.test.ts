import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { readAccounts } from "#server/account/read.ts";
import { accountList } from "#server/account/schema.ts";
import { SignIns } from "#server/credential/sign-in.ts";
import { seed } from "#server/seed/seed.ts";
import { defaultSettings } from "#server/setting/schema.ts";
import { tester } from "#test/support/actor.ts";
import { engines, freshStore, type TestStore } from "#test/support/databases.ts";

const order = { domains: 7, accounts: 300, messages: 2_000, sessions: 150, isForced: false };

describe.each(engines)("made-up accounts on %s", (engine) => {
  let at: TestStore;
  beforeEach(async () => {
    at = await freshStore(engine);
  });
  afterEach(() => at.close());

  test("come in the numbers asked for, with counters that are right and a password that fits", async () => {
    const { db } = at.store;
    const made = await seed(at.store, order, tester, () => {});
    expect(made).toMatchObject({ domainCount: 7, accountCount: 300, messageCount: 2_000, sessionCount: 150 });
    expect([await db.domain.count(), await db.account.count(), await db.session.count()]).toEqual([7, 300, 150]);
    const counted = await db.message.groupBy({
      by: ["accountId"],
      _count: { _all: true },
      _sum: { octets: true },
      _max: { sequence: true },
    });
    const accounts = new Map((await db.account.findMany()).map((account) => [account.id, account]));
    expect(counted.reduce((all, { _count }) => all + _count._all, 0)).toBe(2_000);
    for (const { accountId, _count, _sum, _max } of counted) {
      expect(accounts.get(accountId)).toMatchObject({
        messageCount: _count._all,
        octets: BigInt(_sum.octets ?? 0),
        nextSequence: (_max.sequence ?? 0) + 1,
      });
    }
    expect(await db.message.count({ where: { arrivedAt: { gt: at.store.clock.now() } } })).toBe(0);
    expect((await readAccounts(at.store, accountList.parse({ search: "gruber" }))).total).toBeGreaterThan(0);

    const { address } = await db.account.findFirstOrThrow({ where: { passwordHash: { not: "" }, canSignIn: true } });
    const signIns = new SignIns(at.store, () => defaultSettings);
    const answer = await signIns.signIn({
      name: address,
      password: Buffer.from(made.password),
      remoteAddress: "192.0.2.1",
    });
    expect(answer).toMatchObject({ address });
  });

  test("are refused beside real accounts, unless told otherwise", async () => {
    await seed(at.store, { ...order, accounts: 1, messages: 0, sessions: 0 }, tester, () => {});
    await expect(seed(at.store, order, tester, () => {})).rejects.toMatchObject({ code: "in-use" });
    expect(await at.store.db.account.count()).toBe(1);
  });
});
