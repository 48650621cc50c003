import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { jsonRows } from "#server/database/json-rows.ts";
import type { Tx } from "#server/db.ts";
import { endSteps } from "#server/task/end-steps.ts";
import { engines, freshStore, type TestStore } from "#test/support/databases.ts";

const count = 3_000;

describe.each(engines)("the steps of a large task on %s", (engine) => {
  let at: TestStore;
  let id: number;
  beforeEach(async () => {
    at = await freshStore(engine);
    const data = {
      kind: "account-import",
      title: "t",
      input: "{}",
      state: "running",
      actorKind: "set-up",
      actorName: "t",
    };
    ({ id } = await at.store.db.task.create({
      data: { ...data, remoteAddress: null, totalCount: count, createdAt: new Date() },
      select: { id: true },
    }));
    await at.store.db.$executeRawUnsafe(
      `INSERT INTO "TaskItem" ("taskId", "number", "object", "verdict", "input", "secret", "text")
       SELECT ${id}, CAST(r.value->>0 AS INTEGER), 'a', 'new', '{}', 's', '' FROM ${jsonRows[engine]}`,
      JSON.stringify(Array.from({ length: count }, (_, index) => [index + 1])),
    );
  });
  afterEach(() => at.close());

  test("end one by one by their key: how many there are beside them costs nothing", async () => {
    const asked: { text: string; values: unknown[] }[] = [];
    await at.store.db.$transaction(async (tx) => {
      const listening = new Proxy(tx, {
        get(target, name) {
          if (name !== "$executeRawUnsafe") return Reflect.get(target, name, target) as unknown;
          return (text: string, ...values: unknown[]) => {
            asked.push({ text, values });
            return target.$executeRawUnsafe(text, ...values);
          };
        },
      }) as Tx;
      await endSteps(listening, engine, id, [
        { number: 7, outcome: "done", text: "Created.", accountId: 3 },
        { number: 9, outcome: "refused", text: "No.", input: { was: 1 } },
      ]);
    });
    expect(
      await at.store.db.taskItem.findMany({
        where: { outcome: { not: null } },
        orderBy: { number: "asc" },
        select: { number: true, outcome: true, text: true, input: true, accountId: true, secret: true },
      }),
    ).toEqual([
      { number: 7, outcome: "done", text: "Created.", input: "{}", accountId: 3, secret: null },
      { number: 9, outcome: "refused", text: "No.", input: '{"was":1}', accountId: null, secret: null },
    ]);

    expect(asked).toHaveLength(1);
    const { text = "", values = [] } = asked[0] ?? {};
    const explain = engine === "sqlite" ? "EXPLAIN QUERY PLAN" : "EXPLAIN";
    if (engine === "postgresql") await at.store.db.$executeRawUnsafe(`ANALYZE "TaskItem"`);
    const plan = JSON.stringify(await at.store.db.$queryRawUnsafe(`${explain} ${text}`, ...values), (_key, value) =>
      typeof value === "bigint" ? Number(value) : value,
    );
    const byKey = engine === "sqlite" ? /TaskItem[^"]*\(taskId=\? AND number/ : /Index Cond: [^}]*number/;
    expect(plan.replaceAll("\\", "")).toMatch(byKey);
  });
});
