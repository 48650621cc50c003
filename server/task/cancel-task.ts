import { type Actor, appendAudit } from "../audit/append-audit.ts";
import { DomainError } from "../errors.ts";
import { parseInput } from "../input/parse-input.ts";
import { oneRow } from "../input/schema.ts";
import type { Store } from "../store.ts";
import { removeTask } from "./step-pages.ts";

/**
 * Asks a task to stop; one that nobody has begun is over at once. What it has done stays, and the rest can be continued. A draft is gone with all
 * it was to set. Refuses with `not-found` what is over.
 */
export async function cancelTask(store: Store, input: { id: number }, actor: Actor): Promise<void> {
  const { id } = parseInput(oneRow, input);
  const now = store.clock.now();
  const isDraft = await store.db.$transaction(async (tx) => {
    const draft = await tx.task.updateMany({
      where: { id, state: "draft" },
      data: { state: "discarded", endedAt: now },
    });
    const waiting = await tx.task.updateMany({
      where: { id, state: "waiting" },
      data: { state: "cancelled", cancelWishedAt: now, endedAt: now },
    });
    const running = await tx.task.updateMany({
      where: { id, state: "running", cancelWishedAt: null },
      data: { cancelWishedAt: now },
    });
    if (draft.count + waiting.count + running.count === 0)
      throw new DomainError("not-found", "This task is over already.", "id");
    const { title } = await tx.task.findUniqueOrThrow({ where: { id }, select: { title: true } });
    await appendAudit(tx, actor, now, { action: "task.cancel", object: `task ${id}`, after: { title } });
    return draft.count > 0;
  });
  if (isDraft) await removeTask(store, id);
}
