import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { closeStore, openStore } from "#server/store.ts";
import { engines, freshData, type TestData } from "#test/support/databases.ts";

describe.each(engines)("opening a store on %s", (engine) => {
  let data: TestData;
  afterEach(() => data.remove());

  test("many at the same time find one control row with one epoch", async () => {
    data = await freshData(engine);
    const stores = await Promise.all([1, 2, 3, 4].map(() => openStore(data.environment)));
    const rows = await Promise.all(stores.map((store) => store.db.control.findMany()));
    expect(new Set(rows.flat().map(({ storeEpoch }) => storeEpoch)).size).toBe(1);
    expect(rows[0]).toMatchObject([
      { id: 1, generation: 1, requestNumber: 0, storeEpoch: expect.stringMatching(/^[0-9a-z]{6}$/) },
    ]);
    await Promise.all(stores.map(closeStore));
  });

  test("a database of another version is refused with what to do", async () => {
    data = await freshData(engine);
    const store = await openStore(data.environment);
    await store.db.$executeRawUnsafe(`UPDATE "_prisma_migrations" SET "migration_name" = '99999999999999_later'`);
    await closeStore(store);
    await expect(openStore(data.environment)).rejects.toMatchObject({
      code: "configuration",
      message: expect.stringContaining("newer Popdesk"),
    });
  });

  test("a database without tables is refused with what to do", async () => {
    data = await freshData(engine);
    const store = await openStore(data.environment);
    await store.db.$executeRawUnsafe(`DROP TABLE "_prisma_migrations"`);
    await closeStore(store);
    await expect(openStore(data.environment)).rejects.toMatchObject({
      code: "configuration",
      message: expect.stringContaining("npm start"),
    });
  });

  test("where there is no database none is made", async () => {
    data = await freshData(engine);
    const file = join(data.environment.dataDirectory, "elsewhere.db");
    await expect(openStore({ ...data.environment, databaseUrl: `file:${file}` })).rejects.toMatchObject({
      code: "configuration",
      message: expect.stringContaining(file),
    });
    expect(existsSync(file)).toBe(false);
  });

  test("a database that cannot be reached is refused with its reason", async () => {
    data = await freshData(engine);
    const file = join(data.environment.dataDirectory, "damaged.db");
    writeFileSync(file, "this is no database, though it is long enough to be taken for one. ".repeat(100));
    const databaseUrl = engine === "sqlite" ? `file:${file}` : "postgresql://nobody@127.0.0.1:1/popdesk";
    await expect(openStore({ ...data.environment, databaseUrl })).rejects.toMatchObject({
      code: "configuration",
      message: expect.stringMatching(/^The database cannot be opened: \S/),
    });
  });
});
