import { setImmediate as turn } from "node:timers/promises";
import { z } from "zod";
import { type Actor, appendAudit } from "../../audit/append-audit.ts";
import { engineOf } from "../../database/url.ts";
import type { Tx } from "../../db.ts";
import { DomainError } from "../../errors.ts";
import { oneRow } from "../../input/schema.ts";
import type { Store } from "../../store.ts";
import { createTask } from "../../task/create-task.ts";
import { type EndedStep, endSteps } from "../../task/end-steps.ts";
import { runTask, type TaskRun } from "../../task/run-task.ts";
import type { ItemOutcome } from "../../task/schema.ts";
import { restoreAccount } from "../restore-account.ts";
import { countOutcomes } from "./apply-change.ts";
import { dataOf, has } from "./columns.ts";
import { endSessionsOf } from "./end-sessions.ts";
import { bulkOrder, bulkStep } from "./schema.ts";

const pageSize = 50;
const mostAtOnce = 200;
const undoOrder = z.object({ taskId: z.number(), isDeletion: z.boolean() });

/** A task that gives each account back what a change of many took. Refuses with `in-use` while that runs, and what was undone already. */
export async function undoAccountChange(
  store: Store,
  input: { id: number },
  actor: Actor,
): Promise<{ taskId: number; isDone: boolean; count: number }> {
  const { id } = oneRow.parse(input);
  const now = store.clock.now();
  const made = await store.db.$transaction(async (tx) => {
    const task = await tx.task.findUnique({ where: { id, kind: "account-change" } });
    if (!task) throw new DomainError("not-found", "There is nothing to undo.", "id");
    const { change } = bulkOrder.parse(JSON.parse(task.input));
    const { count: claimed } = await tx.task.updateMany({
      where: { id, state: { in: ["done", "cancelled", "failed"] } },
      data: { state: "undone" },
    });
    if (claimed === 0) throw notUndoable(task.state);
    const order = { taskId: id, isDeletion: change === "delete" };
    const undoId = await createTask(
      tx,
      { kind: "account-undo", title: `Undo: ${task.title}`, input: order },
      actor,
      now,
    );
    const count = await tx.$executeRawUnsafe(
      `INSERT INTO "TaskItem" ("taskId", "number", "object", "accountId", "verdict", "input")
       SELECT ${undoId}, row_number() OVER (ORDER BY "number"), "object", "accountId", 'undo', "input"
       FROM "TaskItem" WHERE "taskId" = ${id} AND "outcome" = 'done'`,
    );
    await tx.task.update({ where: { id: undoId }, data: { totalCount: count }, select: { id: true } });
    return { taskId: undoId, count };
  });
  const isDone = made.count <= mostAtOnce && (await runTask(store, made.taskId, applyBulkUndo));
  return { ...made, isDone };
}

function notUndoable(state: string): DomainError {
  return state === "undone"
    ? new DomainError("already-exists", "This was undone already.", "id")
    : new DomainError("in-use", "It is still under way. Cancel it first.", "id");
}

/** The work of "account-undo": each account as it was, but for those that were changed since. */
export async function applyBulkUndo(store: Store, run: TaskRun): Promise<object> {
  const { isDeletion } = undoOrder.parse(run.input);
  for (;;) {
    if (run.signal.aborted) break;
    const steps = await store.db.taskItem.findMany({
      where: { taskId: run.id, outcome: null },
      orderBy: { number: "asc" },
      take: pageSize,
      select: { number: true, object: true, accountId: true, input: true },
    });
    if (steps.length === 0) break;
    if (isDeletion) for (const step of steps) await restoreOne(store, run, step);
    else await store.db.$transaction((tx) => undoPage(store, tx, run, steps));
    run.progress(steps.at(-1)?.number ?? 0);
    await turn();
  }
  return countOutcomes(store, run.id);
}

interface Step {
  readonly number: number;
  readonly object: string;
  readonly accountId: number | null;
  readonly input: string;
}

async function undoPage(store: Store, tx: Tx, run: TaskRun, steps: readonly Step[]): Promise<void> {
  const now = store.clock.now();
  const after: Record<string, object> = {};
  const shut: number[] = [];
  const ended: EndedStep[] = [];
  for (const { number, object, accountId, input } of steps) {
    const step = bulkStep.parse(JSON.parse(input));
    const account = await tx.account.findUnique({ where: { id: accountId ?? 0, deletedAt: null } });
    const end = (outcome: ItemOutcome, text: string) => ended.push({ number, outcome, text });
    if (account === null) end("refused", "This account is gone.");
    else if (!has(account, step.after)) end("refused", "It was changed since; it stays as it is.");
    else {
      await tx.account.update({ where: { id: account.id }, data: dataOf(step.before), select: { id: true } });
      if (step.before.canSignIn === false) shut.push(account.id);
      after[object] = step.before;
      end("done", "As it was.");
    }
  }
  await endSteps(tx, engineOf(store.environment.databaseUrl), run.id, ended);
  if (shut.length > 0) await endSessionsOf(tx, shut, now);
  if (Object.keys(after).length === 0) return;
  await appendAudit(tx, run.actor, now, { action: "account.undo-many", object: `task ${run.id}`, after });
}

async function restoreOne(store: Store, run: TaskRun, { number, accountId }: Step): Promise<void> {
  const end = (outcome: ItemOutcome, text: string) =>
    endSteps(store.db, engineOf(store.environment.databaseUrl), run.id, [{ number, outcome, text }]);
  try {
    const { lost } = await restoreAccount(store, { id: accountId ?? 0 }, run.actor);
    await end("done", lost.length === 0 ? "Restored." : `Restored, without ${lost.join(", ")}.`);
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    await end("refused", error.message);
  }
}
