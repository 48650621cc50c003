import type { Store } from "../store.ts";

const dayMs = 24 * 60 * 60 * 1000;
/** How long a task can be looked up after it ended, with all its steps; and how long a draft waits for somebody to apply it. */
const keptDays = 90;
const draftDays = 2;

/** Forgets tasks that ended long ago and drafts nobody came back to. Gives how many. */
export async function purgeTasks({ db, clock }: Store): Promise<number> {
  const before = (days: number) => new Date(clock.now().getTime() - days * dayMs);
  const { count } = await db.task.deleteMany({
    where: {
      OR: [{ endedAt: { lt: before(keptDays) } }, { state: "draft", createdAt: { lt: before(draftDays) } }],
    },
  });
  return count;
}
