import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { doctorLimits } from "#server/finding/look/limits.ts";
import { neverRemoves } from "#server/finding/look/never-removes.ts";
import { givenDatedMessages } from "#test/support/dated-messages.ts";
import { engines, freshStore, type TestStore } from "#test/support/databases.ts";
import { givenAccount } from "#test/support/mail.ts";

const dayMs = 86_400_000;

describe.each(engines)("mail that nobody removes on %s", (engine) => {
  let at: TestStore;
  beforeEach(async () => {
    at = await freshStore(engine);
  });
  afterEach(() => at.close());

  test("is counted over a large maildrop, without what is new or was never downloaded", async () => {
    const { accountId } = await givenAccount(at.store);
    const old = Array.from({ length: 5_200 }, (_, index) => ({
      arrived: 200,
      downloaded: 40 + (index % 100),
      octets: 1_000,
    }));
    await givenDatedMessages(at.store, accountId, [
      ...old,
      ...Array.from({ length: 50 }, () => ({ arrived: 20, downloaded: 10, octets: 7 })),
      ...Array.from({ length: 50 }, () => ({ arrived: 200, downloaded: null, octets: 7 })),
    ]);
    const found = await neverRemoves(at.store, accountId, doctorLimits);
    expect(found).toMatchObject({ messages: 5_200, octets: 5_200_000, days: 30 });
    expect(Math.round((Date.now() - (found?.oldestAt ?? 0)) / dayMs)).toBe(139);
    expect(await neverRemoves(at.store, accountId, { ...doctorLimits, keptMessages: 5_201 })).toBeNull();
    const { accountId: other } = await givenAccount(at.store, "other@example.org");
    expect(await neverRemoves(at.store, other, doctorLimits)).toBeNull();
  }, 120_000);
});
