import { setImmediate as turn } from "node:timers/promises";
import { csvLine } from "../csv/write-csv.ts";
import type { Store } from "../store.ts";

const pageSize = 2000;

/** CSV of a task's steps: what was said of each before, what came of it, and why. */
export async function* exportReport(store: Store, taskId: number): AsyncGenerator<string> {
  yield `\ufeff${csvLine(["line", "about", "verdict", "outcome", "why"])}`;
  for (let last = 0; ; ) {
    const rows = await store.db.taskItem.findMany({
      where: { taskId, number: { gt: last } },
      orderBy: { number: "asc" },
      take: pageSize,
      select: { number: true, object: true, verdict: true, outcome: true, text: true },
    });
    if (rows.length === 0) return;
    yield rows
      .map(({ number, object, verdict, outcome, text }) =>
        csvLine([number, object, verdict, outcome ?? "not done", text]),
      )
      .join("");
    last = rows.at(-1)?.number ?? 0;
    await turn();
  }
}
