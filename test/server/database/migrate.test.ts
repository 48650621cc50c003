import { cp, mkdir, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { migrate } from "#server/database/migrate.ts";
import { openDb } from "#server/db.ts";
import { engines, freshData, type TestData } from "#test/support/databases.ts";

const migrations = resolve(import.meta.dirname, "../../../prisma/migrations");

describe.each(engines)("migrations on %s", (engine) => {
  let data: TestData;
  afterEach(() => data.remove());

  /** A copy of the released migrations, which a test may change. */
  async function copied(): Promise<string> {
    data = await freshData(engine);
    const directory = join(data.environment.dataDirectory, "migrations");
    await cp(migrations, directory, { recursive: true });
    return directory;
  }

  async function add(directory: string, name: string, sql: string): Promise<void> {
    await mkdir(join(directory, engine, name));
    await writeFile(join(directory, engine, name, "migration.sql"), sql);
  }

  test("nothing to do is nothing done", async () => {
    data = await freshData(engine);
    expect(await migrate(data.environment.databaseUrl, migrations)).toEqual([]);
  });

  test("a migration that fails leaves nothing behind, and the next attempt can succeed", async () => {
    const directory = await copied();
    const url = data.environment.databaseUrl;
    await add(
      directory,
      "29990101000000_two_steps",
      'CREATE TABLE "Extra" ("id" INTEGER); CREATE TABLE "Extra" ("id" INTEGER);',
    );
    await expect(migrate(url, directory)).rejects.toThrow(/already exists/);
    await writeFile(
      join(directory, engine, "29990101000000_two_steps", "migration.sql"),
      'CREATE TABLE "Extra" ("id" INTEGER);',
    );
    expect(await migrate(url, directory)).toEqual(["29990101000000_two_steps"]);
  });

  test("an edited migration and a database from a newer version are refused by name", async () => {
    const directory = await copied();
    const url = data.environment.databaseUrl;
    await add(directory, "29990101000000_later", 'CREATE TABLE "Extra" ("id" INTEGER);');
    await migrate(url, directory);
    await expect(migrate(url, migrations)).rejects.toThrow(/newer Popdesk.*29990101000000_later/);
    await writeFile(join(directory, engine, "29990101000000_later", "migration.sql"), "-- edited");
    await expect(migrate(url, directory)).rejects.toThrow(/29990101000000_later was changed/);
  });

  test("rows come back as they were written", async () => {
    data = await freshData(engine);
    const db = await openDb(data.environment.databaseUrl);
    const createdAt = new Date("2026-11-21T23:59:59.123Z");
    const domain = await db.domain.create({ data: { name: "example.org", createdAt } });
    expect(await db.domain.findUnique({ where: { id: domain.id } })).toEqual({ ...domain, createdAt });
    await db.$disconnect();
  });
});
