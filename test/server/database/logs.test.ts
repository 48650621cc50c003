import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { putDamagedLogsAside } from "#server/database/assert-intact.ts";
import { migrateAll } from "#server/database/migrate.ts";
import { logsUrl, sqliteFile } from "#server/database/url.ts";
import { closeStore, openStore } from "#server/store.ts";
import { engines, freshStore, type TestStore } from "#test/support/databases.ts";

const schemas = new URL("../../../prisma", import.meta.url).pathname;

describe.each(engines)("the logs on %s", (engine) => {
  let at: TestStore;
  beforeEach(async () => {
    at = await freshStore(engine);
  });
  afterEach(() => at.close());

  test("are a database of their own, with tables that the other does not have", async () => {
    await at.store.logs.sessionTrace.create({ data: { sessionId: "one", trace: "[]" } });
    expect(await at.store.logs.sessionTrace.findMany()).toEqual([{ sessionId: "one", trace: "[]" }]);
    await expect(at.store.db.$queryRawUnsafe(`SELECT * FROM "SessionTrace"`)).rejects.toThrow(/SessionTrace/);
    await expect(at.store.logs.$queryRawUnsafe(`SELECT * FROM "Account"`)).rejects.toThrow(/Account/);
  });

  test("are written while a transaction of mail is open", async () => {
    const { db, logs } = at.store;
    await db.$transaction(async (tx) => {
      await tx.control.update({ where: { id: 1 }, data: { generation: { increment: 1 } } });
      await logs.sessionTrace.create({ data: { sessionId: "beside", trace: "[]" } });
      expect(await logs.sessionTrace.count()).toBe(1);
    });
  });

  test("are brought up to date with mail, once", async () => {
    expect(await migrateAll(at.store.environment.databaseUrl, schemas)).toEqual([]);
  });
});

describe("the file of the logs", () => {
  let at: TestStore;
  beforeEach(async () => {
    at = await freshStore("sqlite");
    await at.store.logs.sessionTrace.create({ data: { sessionId: "one", trace: "[]" } });
    await closeStore(at.store);
  });
  afterEach(() => at.remove());

  test("lies beside the other, and is its owner's alone", () => {
    const file = sqliteFile(logsUrl(at.environment.databaseUrl)) ?? "";
    expect(basename(file)).toBe("popdesk-logs.db");
    expect(statSync(file).size).toBeGreaterThan(0);
  });

  test("when damaged is put aside whole, and new logs begin; mail stays as it is", async () => {
    const { databaseUrl } = at.environment;
    const file = sqliteFile(logsUrl(databaseUrl)) ?? "";
    expect(putDamagedLogsAside(databaseUrl, new Date())).toBeNull();
    writeFileSync(file, "this is no database, though it is long enough to be taken for one. ".repeat(100));
    const aside = putDamagedLogsAside(databaseUrl, new Date("2026-11-21T12:00:00Z"));
    expect(aside).toBe(`${file}.damaged-20261121120000`);
    expect(readFileSync(aside ?? "", "utf8")).toContain("this is no database");
    expect(readdirSync(dirname(file)).filter((name) => name.startsWith("popdesk-logs.db-"))).toEqual([]);
    expect(existsSync(file)).toBe(false);
    expect(await migrateAll(databaseUrl, schemas)).toHaveLength(
      readdirSync(`${schemas}/logs/migrations/sqlite`).length - 1,
    );
    const store = await openStore(at.environment);
    expect(await store.logs.sessionTrace.count()).toBe(0);
    expect(await store.db.control.count()).toBe(1);
    await closeStore(store);
  });
});
