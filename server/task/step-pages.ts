import { setImmediate as turn } from "node:timers/promises";
import type { Store } from "../store.ts";

/** Steps of one transaction: some 10 ms. */
const pageSize = 2000;

/** Takes a task and its steps away, in pages. */
export async function removeTask(store: Store, id: number): Promise<void> {
  for (;;) {
    const count = await store.db.$executeRaw`DELETE FROM "TaskItem" WHERE "taskId" = ${id} AND "number" IN
      (SELECT "number" FROM "TaskItem" WHERE "taskId" = ${id} ORDER BY "number" LIMIT ${pageSize})`;
    if (count < pageSize) break;
    await turn();
  }
  await store.db.task.deleteMany({ where: { id } });
}

/** Ends the steps of a task that nobody does any more, in pages, and forgets what they were to set secretly. Gives how many. */
export async function giveUpSteps(store: Store, id: number, why: string): Promise<number> {
  for (let all = 0; ; ) {
    const count = await store.db
      .$executeRaw`UPDATE "TaskItem" SET "outcome" = 'skipped', "text" = ${why}, "secret" = NULL
      WHERE "taskId" = ${id} AND "outcome" IS NULL AND "number" IN (SELECT "number" FROM "TaskItem"
        WHERE "taskId" = ${id} AND "outcome" IS NULL ORDER BY "number" LIMIT ${pageSize})`;
    all += count;
    if (count < pageSize) return all;
    await turn();
  }
}
