import { logger } from "../log.ts";
import type { Store } from "../store.ts";
import { openTasks, runTask, type TaskWork } from "./run-task.ts";

const log = logger("task");
const lookMs = 500;
/** A long import is no reason for a small change to wait. */
const mostAtOnce = 2;

/**
 * Takes up what waits, and what a process that went away has left, until the function given back is called: it asks the running tasks
 * to stop at a good moment and waits for them; the next start goes on with them.
 */
export function followTasks(store: Store, works: Readonly<Record<string, TaskWork>>): () => Promise<void> {
  const ending = new AbortController();
  const running = new Map<number, Promise<unknown>>();
  const look = async () => {
    if (running.size >= mostAtOnce) return;
    const open = await store.db.task.findMany({
      where: { ...openTasks(store.clock.now()), kind: { in: Object.keys(works) } },
      orderBy: { id: "asc" },
      take: mostAtOnce,
      select: { id: true, kind: true },
    });
    for (const { id, kind } of open) {
      const work = works[kind];
      if (work === undefined || running.has(id) || running.size >= mostAtOnce || ending.signal.aborted) continue;
      const run = runTask(store, id, work, ending.signal)
        .catch((err: unknown) => log.error({ event: "task-not-ended", task: id, kind, err }, "left for the next look"))
        .finally(() => running.delete(id));
      running.set(id, run);
    }
  };
  let isTold = false;
  const lookQuietly = async () => {
    try {
      await look();
      isTold = false;
    } catch (err) {
      if (!isTold) log.error({ event: "tasks-not-read", err }, "tasks wait for the database");
      isTold = true;
    }
  };
  const timer = setInterval(() => void lookQuietly(), lookMs);
  return async () => {
    clearInterval(timer);
    ending.abort();
    await Promise.all(running.values());
  };
}
