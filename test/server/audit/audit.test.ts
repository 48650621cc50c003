import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { appendAudit } from "#server/audit/append-audit.ts";
import { verifyAudit } from "#server/audit/verify-audit.ts";
import { tester } from "#test/support/actor.ts";
import { engines, freshStore, type TestStore } from "#test/support/databases.ts";

describe.each(engines)("the audit chain on %s", (engine) => {
  let at: TestStore;
  beforeEach(async () => {
    at = await freshStore(engine);
  });
  afterEach(() => at.close());

  const append = (object: string) =>
    at.store.db.$transaction((tx) =>
      appendAudit(tx, tester, new Date("2026-11-21T10:00:00.123Z"), {
        action: "account.update",
        object,
        before: { quotaOctets: 5n },
        after: { quotaOctets: null },
      }),
    );

  test("entries written at the same time follow one another and verify", async () => {
    await Promise.all(["a", "b", "c", "d", "e", "f"].map((name) => append(name)));
    expect(await verifyAudit(at.store)).toEqual({ isIntact: true, entryCount: 6, brokenAt: null, reason: null });
    const entries = await at.store.db.auditEntry.findMany({ orderBy: { number: "asc" } });
    expect(entries.map((entry) => entry.number)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(entries[0]?.before).toBe('{"quotaOctets":5}');
  });

  test("a change that is rolled back leaves no entry and no gap", async () => {
    await append("a");
    const failing = at.store.db.$transaction(async (tx) => {
      await appendAudit(tx, tester, new Date(), { action: "account.create", object: "b" });
      throw new Error("changed my mind");
    });
    await expect(failing).rejects.toThrow("changed my mind");
    await append("c");
    expect(await verifyAudit(at.store)).toMatchObject({ isIntact: true, entryCount: 2 });
  });

  test.each([
    ["an altered object", `UPDATE "AuditEntry" SET "object" = 'someone else' WHERE "number" = 2`],
    ["an altered name", `UPDATE "AuditEntry" SET "actorName" = 'nobody' WHERE "number" = 2`],
    ["a missing entry", `DELETE FROM "AuditEntry" WHERE "number" = 2`],
  ])("%s is found, by number", async (_what, sql) => {
    for (const name of ["a", "b", "c"]) await append(name);
    await at.store.db.$executeRawUnsafe(sql);
    expect(await verifyAudit(at.store)).toMatchObject({ isIntact: false, brokenAt: 2 });
  });

  test("entries cut off at the end are found", async () => {
    for (const name of ["a", "b", "c"]) await append(name);
    await at.store.db.$executeRawUnsafe(`DELETE FROM "AuditEntry" WHERE "number" = 3`);
    expect(await verifyAudit(at.store)).toMatchObject({ isIntact: false, brokenAt: 3 });
  });
});
