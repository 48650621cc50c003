import type { Actor } from "../../audit/append-audit.ts";
import { conditionOf } from "../../database/read-list.ts";
import { engineOf } from "../../database/url.ts";
import { DomainError } from "../../errors.ts";
import type { Store } from "../../store.ts";
import { createTask } from "../../task/create-task.ts";
import { runTask } from "../../task/run-task.ts";
import { accountsFrom, choiceOfAccounts } from "../list-question.ts";
import { applyBulkChange } from "./apply-change.ts";
import { changeTitles } from "./change-words.ts";
import { alreadySo } from "./columns.ts";
import { type BulkChange, type BulkEffect, type BulkOrder, bulkOrder } from "./schema.ts";

/** As many are changed while one waits; more go on by themselves. */
const mostAtOnce = 200;

/** What a change of many would do. Changes nothing. */
export async function readBulkEffect(store: Store, change: BulkChange): Promise<BulkEffect> {
  const { from, condition, values } = chosen(store, change);
  const so = alreadySo(orderOf(change));
  const [row] = await store.db.$queryRawUnsafe<Record<string, bigint | number | null>[]>(
    `SELECT count(*) AS "total", sum(CASE WHEN ${so} THEN 1 ELSE 0 END) AS "already",
       sum(CASE WHEN ${so} THEN 0 ELSE "messageCount" END) AS "messageCount", sum(CASE WHEN ${so} THEN 0 ELSE "octets" END) AS "octets"
     FROM ${from} WHERE ${condition}`,
    ...values,
  );
  const number = (name: string) => Number(row?.[name] ?? 0);
  const [total, alreadyCount] = [number("total"), number("already")];
  return {
    total,
    alreadyCount,
    changingCount: total - alreadyCount,
    messageCount: number("messageCount"),
    octets: number("octets"),
  };
}

export interface BulkChangeAsked {
  readonly taskId: number;
  readonly changingCount: number;
  /** It is done already; else it goes on as a task. */
  readonly isDone: boolean;
}

/**
 * Changes many accounts as a task whose steps are those that are not so already; few are done at once. Refuses with `invalid` where
 * nothing would change, and a deletion without its word.
 */
export async function changeAccounts(store: Store, change: BulkChange, actor: Actor): Promise<BulkChangeAsked> {
  if (change.change === "delete" && change.typedWord !== "delete") {
    throw new DomainError("invalid", 'Type "delete" to confirm.', "typedWord");
  }
  const order = orderOf(change);
  const { from, condition, values } = chosen(store, change);
  const now = store.clock.now();
  const { taskId, changingCount } = await store.db.$transaction(async (tx) => {
    const id = await createTask(
      tx,
      { kind: "account-change", title: changeTitles[order.change], input: order },
      actor,
      now,
    );
    const count = await tx.$executeRawUnsafe(
      `INSERT INTO "TaskItem" ("taskId", "number", "object", "accountId", "verdict", "input")
       SELECT ${id}, row_number() OVER (ORDER BY "address"), "address", "id", 'change', '{}'
       FROM ${from} WHERE ${condition} AND NOT (${alreadySo(order)})`,
      ...values,
    );
    if (count === 0) throw new DomainError("invalid", "All of them are so already: there is nothing to change.");
    const title = `${changeTitles[order.change]}: ${count} ${count === 1 ? "account" : "accounts"}`;
    await tx.task.update({ where: { id }, data: { title, totalCount: count }, select: { id: true } });
    return { taskId: id, changingCount: count };
  });
  const isDone = changingCount <= mostAtOnce && (await runTask(store, taskId, applyBulkChange));
  return { taskId, changingCount, isDone };
}

function orderOf({ change, quotaOctets = null, quotaMessages = null }: BulkChange): BulkOrder {
  return bulkOrder.parse({ change, quotaOctets, quotaMessages });
}

function chosen(store: Store, change: BulkChange) {
  const engine = engineOf(store.environment.databaseUrl);
  if (!change.isAll) {
    return { from: `"Account"`, condition: `"deletedAt" IS NULL AND "id" IN (${change.ids.join(", ")})`, values: [] };
  }
  return {
    from: engine === "sqlite" ? `"Account" NOT INDEXED` : accountsFrom(engine, change),
    ...conditionOf(engine, choiceOfAccounts(change)),
  };
}
