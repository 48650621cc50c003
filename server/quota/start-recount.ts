import { type Actor, appendAudit } from "../audit/append-audit.ts";
import { DomainError } from "../errors.ts";
import { parseInput } from "../input/parse-input.ts";
import type { Store } from "../store.ts";
import { createTask } from "../task/create-task.ts";
import { type RecountOrder, recountKind, recountOrder } from "./schema.ts";

/** Has every maildrop counted anew, as a task. Refuses with `in-use` while another counts. */
export async function startRecount(store: Store, input: RecountOrder, actor: Actor): Promise<{ taskId: number }> {
  const order = parseInput(recountOrder, input);
  const now = store.clock.now();
  return store.db.$transaction(async (tx) => {
    // The turn on Control's row keeps two askers apart.
    await tx.control.updateMany({ where: { id: 1 }, data: { id: 1 } });
    const where = { kind: recountKind, state: { in: ["waiting", "running"] } };
    if ((await tx.task.count({ where })) > 0) {
      throw new DomainError("in-use", "A count is under way already. Wait for it, or cancel it on the page Tasks.");
    }
    const title = order.repair ? "Recount of every maildrop" : "Count of every maildrop, changing nothing";
    const taskId = await createTask(tx, { kind: recountKind, title, input: order }, actor, now);
    await appendAudit(tx, actor, now, { action: "quota.recount", object: `task ${taskId}`, after: order });
    return { taskId };
  });
}
