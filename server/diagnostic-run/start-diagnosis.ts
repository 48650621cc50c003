import { type Actor, appendAudit } from "../audit/append-audit.ts";
import { takeTurn } from "../control/grow.ts";
import { DomainError } from "../errors.ts";
import type { Store } from "../store.ts";
import { createTask } from "../task/create-task.ts";
import { openTasks } from "../task/run-task.ts";
import { diagnosisKind } from "./schema.ts";

/** Asks for a diagnosis, which the console takes up within a second. Refuses with `in-use` where one is under way. */
export async function startDiagnosis(store: Store, _input: object, actor: Actor): Promise<{ taskId: number }> {
  const now = store.clock.now();
  return store.db.$transaction(async (tx) => {
    await takeTurn(tx); // two at once would be in each other's way
    const open = { kind: diagnosisKind, OR: [{ state: "running" }, ...openTasks(now).OR] };
    if (await tx.task.findFirst({ where: open, select: { id: true } })) {
      throw new DomainError("in-use", "A diagnosis is under way already.");
    }
    const taskId = await createTask(
      tx,
      { kind: diagnosisKind, title: "Diagnostics: every listener as a client", input: {} },
      actor,
      now,
    );
    await appendAudit(tx, actor, now, { action: "diagnostic.start", object: `task ${taskId}` });
    return { taskId };
  });
}
