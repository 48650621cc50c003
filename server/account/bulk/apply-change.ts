import { setImmediate as turn } from "node:timers/promises";
import { appendAudit } from "../../audit/append-audit.ts";
import { engineOf } from "../../database/url.ts";
import type { Tx } from "../../db.ts";
import { DomainError } from "../../errors.ts";
import type { Store } from "../../store.ts";
import type { TaskRun } from "../../task/run-task.ts";
import { type EndedStep, endSteps } from "../../task/end-steps.ts";
import { markDeleted } from "../mark-deleted.ts";
import { endSessionsOf } from "./end-sessions.ts";
import { columnsOf, dataOf, has, pick } from "./columns.ts";
import { type BulkOrder, bulkOrder } from "./schema.ts";

/** Accounts of one transaction. */
const pageSize = 100;

interface Step {
  readonly number: number;
  readonly object: string;
  readonly accountId: number | null;
}

/** The work of "account-change": what is left of its steps, page by page, each page one transaction with its audit entry. */
export async function applyBulkChange(store: Store, run: TaskRun): Promise<object> {
  const order = bulkOrder.parse(run.input);
  for (;;) {
    if (run.signal.aborted) break;
    const steps = await store.db.taskItem.findMany({
      where: { taskId: run.id, outcome: null },
      orderBy: { number: "asc" },
      take: pageSize,
      select: { number: true, object: true, accountId: true },
    });
    if (steps.length === 0) break;
    await store.db.$transaction((tx) => applyPage(store, tx, run, order, steps));
    run.progress(steps.at(-1)?.number ?? 0);
    await turn();
  }
  return countOutcomes(store, run.id);
}

async function applyPage(store: Store, tx: Tx, run: TaskRun, order: BulkOrder, steps: readonly Step[]): Promise<void> {
  const now = store.clock.now();
  const ids = steps.flatMap(({ accountId }) => accountId ?? []);
  const accounts = await tx.account.findMany({
    where: { id: { in: ids }, deletedAt: null },
    select: { id: true, address: true, canReceive: true, canSignIn: true, quotaOctets: true, quotaMessages: true },
  });
  const byId = new Map(accounts.map((account) => [account.id, account]));
  const after = columnsOf(order);
  const before: Record<string, object> = {};
  const changed: number[] = [];
  const ended: EndedStep[] = [];
  for (const { number, accountId } of steps) {
    const account = byId.get(accountId ?? 0);
    if (account === undefined) ended.push({ number, outcome: "skipped", text: "This account is gone." });
    else if (after === null) {
      const deleted = await deleteOne(tx, account.id, now, run);
      if (deleted.before) before[account.address] = deleted.before;
      ended.push({ number, ...deleted.ended });
    } else if (has(account, after)) ended.push({ number, outcome: "skipped", text: "It was so already." });
    else {
      before[account.address] = pick(account, after);
      changed.push(account.id);
      ended.push({ number, outcome: "done", text: "", input: { before: pick(account, after), after } });
    }
  }
  await endSteps(tx, engineOf(store.environment.databaseUrl), run.id, ended);
  if (after !== null && changed.length > 0) {
    await tx.account.updateMany({ where: { id: { in: changed }, deletedAt: null }, data: dataOf(after) });
    if (after.canSignIn === false) await endSessionsOf(tx, changed, now);
  }
  const count = Object.keys(before).length;
  if (count === 0) return;
  await appendAudit(tx, run.actor, now, {
    action: after === null ? "account.delete-many" : "account.change-many",
    object: `task ${run.id}`,
    before,
    after: after ?? undefined,
  });
}

interface Deleted {
  readonly ended: Omit<EndedStep, "number">;
  /** Where it was deleted. */
  readonly before?: object;
}

async function deleteOne(tx: Tx, id: number, now: Date, run: TaskRun): Promise<Deleted> {
  try {
    const { before } = await markDeleted(tx, id, now, run.actor.name);
    return { before, ended: { outcome: "done", text: "Deleted." } };
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    if (error.code === "not-found") return { ended: { outcome: "skipped", text: "This account is gone." } };
    return { ended: { outcome: "refused", text: error.message } };
  }
}

export async function countOutcomes(
  store: Store,
  taskId: number,
): Promise<{ done: number; skipped: number; refused: number }> {
  const groups = await store.db.taskItem.groupBy({ by: ["outcome"], where: { taskId }, _count: { _all: true } });
  const count = (outcome: string) => groups.find((group) => group.outcome === outcome)?._count._all ?? 0;
  return { done: count("done"), skipped: count("skipped"), refused: count("refused") };
}
