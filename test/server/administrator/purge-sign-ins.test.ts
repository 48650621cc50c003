import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { purgeSignIns } from "#server/administrator/purge-sign-ins.ts";
import { engines, freshStore, type TestStore } from "#test/support/databases.ts";

describe.each(engines)("sign-ins on %s", (engine) => {
  let at: TestStore;
  beforeEach(async () => {
    at = await freshStore(engine);
  });
  afterEach(() => at.close());

  test("that expired more than 90 days ago are forgotten", async () => {
    const { db } = at.store;
    const { id: administratorId } = await db.administrator.create({
      data: { email: "o@example.org", passwordHash: "", role: "owner" },
    });
    const inDays = (days: number) => new Date(Date.now() + days * 24 * 60 * 60 * 1000);
    for (const [id, days] of Object.entries({ old: -91, young: -89, live: 1 })) {
      await db.signIn.create({
        data: { id, administratorId, remoteAddress: "192.0.2.1", userAgent: "test", expiresAt: inDays(days) },
      });
    }
    expect(await purgeSignIns(at.store)).toBe(1);
    const left = await db.signIn.findMany({ orderBy: { id: "asc" }, select: { id: true } });
    expect(left.map(({ id }) => id)).toEqual(["live", "young"]);
  });
});
