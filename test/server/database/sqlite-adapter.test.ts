import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Db, openDb } from "#server/db.ts";
import { freshData, type TestData } from "#test/support/databases.ts";

describe("the SQLite adapter", () => {
  let data: TestData;
  let db: Db;

  beforeEach(async () => {
    data = await freshData("sqlite");
    db = await openDb(data.environment.databaseUrl);
    await db.control.create({ data: { storeEpoch: "aaaaaa" } });
  });
  afterEach(async () => {
    await db.$disconnect();
    await data.remove();
  });

  test("a write beside an open transaction is not lost when that one rolls back", async () => {
    let beside: Promise<unknown> | undefined;
    const rolledBack = db.$transaction(async (tx) => {
      await tx.setting.create({ data: { name: "inside", value: "1" } });
      beside = db.setting.create({ data: { name: "beside", value: "1" } });
      throw new Error("changed my mind");
    });
    await expect(rolledBack).rejects.toThrow("changed my mind");
    await beside;
    expect((await db.setting.findMany()).map((row) => row.name)).toEqual(["beside"]);
  });

  test("reads beside an open transaction see what was committed before it", async () => {
    await db.$transaction(async (tx) => {
      await tx.setting.create({ data: { name: "inside", value: "1" } });
      expect(await db.setting.count()).toBe(0);
    });
    expect(await db.setting.count()).toBe(1);
  });

  test("a failed transaction does not hold up the next one", async () => {
    await expect(db.$transaction((tx) => tx.setting.update({ where: { name: "none" }, data: {} }))).rejects.toThrow();
    await db.$transaction((tx) => tx.setting.create({ data: { name: "after", value: "1" } }));
    expect(await db.setting.count()).toBe(1);
  });

  test("two processes that read and then write in one transaction lose no update", async () => {
    const rounds = 150;
    const child = fork(join(import.meta.dirname, "count-up.ts"), [data.environment.databaseUrl, String(rounds)], {
      execArgv: ["--import", "tsx"],
    });
    const ended = once(child, "exit");
    for (let round = 0; round < rounds; round += 1) {
      await db.$transaction(async (tx) => {
        const { generation } = await tx.control.findUniqueOrThrow({ where: { id: 1 } });
        await tx.control.update({ where: { id: 1 }, data: { generation: generation + 1 } });
      });
      await new Promise(setImmediate);
    }
    expect((await ended)[0]).toBe(0);
    expect((await db.control.findUniqueOrThrow({ where: { id: 1 } })).generation).toBe(1 + 2 * rounds);
  });
});
