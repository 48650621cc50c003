import { type Actor, appendAudit } from "../audit/append-audit.ts";
import { DomainError } from "../errors.ts";
import { parseInput } from "../input/parse-input.ts";
import { oneRow } from "../input/schema.ts";
import type { Store } from "../store.ts";

/** Asks a task to stop; one that nobody has begun is over at once. What it has done stays. Refuses with `not-found` what is over. */
export async function cancelTask(store: Store, input: { id: number }, actor: Actor): Promise<void> {
  const { id } = parseInput(oneRow, input);
  const now = store.clock.now();
  await store.db.$transaction(async (tx) => {
    const waiting = await tx.task.updateMany({
      where: { id, state: { in: ["waiting", "draft"] } },
      data: { state: "cancelled", cancelWishedAt: now, endedAt: now },
    });
    const running = await tx.task.updateMany({
      where: { id, state: "running", cancelWishedAt: null },
      data: { cancelWishedAt: now },
    });
    if (waiting.count + running.count === 0) throw new DomainError("not-found", "This task is over already.", "id");
    // What a draft was to set is nobody's business any more.
    if (waiting.count > 0) await tx.taskItem.updateMany({ where: { taskId: id }, data: { secret: null } });
    const { title } = await tx.task.findUniqueOrThrow({ where: { id }, select: { title: true } });
    await appendAudit(tx, actor, now, { action: "task.cancel", object: `task ${id}`, after: { title } });
  });
}
