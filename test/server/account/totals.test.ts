import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createAccount } from "#server/account/create-account.ts";
import { deleteAccount } from "#server/account/delete-account.ts";
import { readAccountTotals } from "#server/account/totals.ts";
import { createDomain } from "#server/domain/create-domain.ts";
import { readRecoverableTotals } from "#server/recoverable/read.ts";
import { tester } from "#test/support/actor.ts";
import { engines, freshStore, type TestStore } from "#test/support/databases.ts";

describe.each(engines)("what all maildrops hold, on %s", (engine) => {
  let at: TestStore;
  beforeEach(async () => {
    at = await freshStore(engine);
  });
  afterEach(() => at.close());

  test("living accounts are summed up; recoverable mail of deleted ones counts, for it takes up room", async () => {
    const nothing = { accountCount: 0, messageCount: 0, octets: 0, lastDeliveryAt: null, recoverableOctets: 0 };
    expect(await readAccountTotals(at.store)).toEqual({ domainCount: 0, ...nothing });
    await createDomain(at.store, { name: "example.org" }, tester);
    const lastDeliveryAt = new Date("2026-11-20T10:00:00.123Z");
    for (const [name, octets] of [
      ["ann", 5_000_000_000n],
      ["bob", 7n],
    ] as const) {
      const { id } = await createAccount(at.store, { address: `${name}@example.org` }, tester);
      const data = { messageCount: 3, octets, recoverableCount: 2, recoverableOctets: 11n, lastDeliveryAt };
      await at.store.db.account.update({ where: { id }, data });
      if (name === "bob") await deleteAccount(at.store, { id }, tester);
    }
    expect(await readAccountTotals(at.store)).toEqual({
      domainCount: 1,
      accountCount: 1,
      messageCount: 3,
      octets: 5_000_000_000,
      lastDeliveryAt,
      recoverableOctets: 22,
    });
    expect((await readRecoverableTotals(at.store)).octets).toBe(22);
  });
});
