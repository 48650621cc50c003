import type { Store } from "../store.ts";
import { continuableDays } from "./schema.ts";
import { giveUpSteps, removeTask } from "./step-pages.ts";

const dayMs = 24 * 60 * 60 * 1000;
/** How long a task can be looked up after it ended, with all its steps; and how long a draft waits for somebody to apply it. */
const keptDays = 90;
const draftDays = 2;

/**
 * Forgets tasks that ended long ago and drafts nobody came back to, and gives up what was broken off and not continued: passwords do not
 * wait for ever. Gives how many tasks are gone.
 */
export async function purgeTasks(store: Store): Promise<number> {
  const { db, clock } = store;
  const now = clock.now();
  const before = (days: number) => new Date(now.getTime() - days * dayMs);
  // From here on nobody starts it.
  await db.task.updateMany({
    where: { state: "draft", createdAt: { lt: before(draftDays) } },
    data: { state: "discarded", endedAt: now },
  });
  const gone = await db.task.findMany({
    where: { OR: [{ state: "discarded" }, { endedAt: { lt: before(keptDays) } }] },
    select: { id: true },
  });
  for (const { id } of gone) await removeTask(store, id);
  const left = await db.task.findMany({
    where: {
      state: { in: ["failed", "cancelled"] },
      endedAt: { lt: before(continuableDays) },
      items: { some: { outcome: null } },
    },
    select: { id: true },
  });
  for (const { id } of left) await giveUpSteps(store, id, "Not done: the task was not continued.");
  return gone.length;
}
