import type { Tx } from "../db.ts";
import type { Store } from "../store.ts";
import type { TaskRun } from "../task/run-task.ts";
import { type CountersOff, recountQuotas } from "./recount.ts";
import { type RecountResult, recountOrder, recountSentence } from "./schema.ts";

/**
 * The work of "quota-recount": a step for each account whose counters were wrong, written in the transaction that puts them right, so that
 * one that was broken off and begins again loses none of what it found.
 */
export async function applyRecount(store: Store, run: TaskRun): Promise<RecountResult> {
  const { repair } = recountOrder.parse(run.input);
  const counted = await recountQuotas(store, {
    repair,
    actor: run.actor,
    signal: run.signal,
    note: (tx, accountId, finding) => writeStep(tx, run.id, accountId, finding),
    onProgress: ({ done, total }) => run.progress(done, total ?? undefined),
  });
  const differingCount = await store.db.taskItem.count({ where: { taskId: run.id } });
  return { ...counted, differingCount, isRepaired: repair };
}

async function writeStep(tx: Tx, taskId: number, accountId: number, finding: CountersOff): Promise<void> {
  const step = {
    object: finding.address,
    accountId,
    verdict: "differs",
    input: JSON.stringify(finding),
    outcome: finding.isRepaired ? "done" : "skipped",
    text: recountSentence(finding),
  };
  const where = { taskId_number: { taskId, number: accountId } };
  await tx.taskItem.upsert({ where, create: { taskId, number: accountId, ...step }, update: step });
}
