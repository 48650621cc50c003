import type { Store } from "../store.ts";
import { readTask } from "../task/read.ts";
import type { TaskRow } from "../task/schema.ts";
import { type RecountResult, recountKind, recountResult } from "./schema.ts";

export interface LastRecount {
  readonly task: TaskRow;
  /** Null until it is done. */
  readonly result: RecountResult | null;
}

/** The newest count of all maildrops; null where there was none. */
export async function readLastRecount(store: Store): Promise<LastRecount | null> {
  const newest = await store.db.task.findFirst({
    where: { kind: recountKind },
    orderBy: { id: "desc" },
    select: { id: true },
  });
  const view = newest && (await readTask(store, newest.id));
  if (!view) return null;
  const { input: _, result, ...task } = view;
  const isWhole = task.state === "done" && result !== null;
  return { task, result: isWhole ? recountResult.parse(result) : null };
}
