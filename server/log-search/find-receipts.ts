import type { Store } from "../store.ts";
import { engineOf } from "../database/url.ts";
import { searchQuery } from "../receipt/search-words.ts";
import type { LogRow, MessageOfLine } from "./schema.ts";

type Names = Pick<LogRow["fields"], "queueId" | "handedAs" | "messageId">;

const most = 50;
/** A queue keeps mail for days, and its ids come again some time later. */
const queueMs = 6 * 24 * 3_600_000;

/** Messages here that a line is about: by our answer to who delivered it, by its queue's id, by its Message-ID; the surest of these that finds any. */
export async function findReceipts(
  store: Store,
  { queueId, handedAs, messageId }: Names,
  atMs: number,
): Promise<MessageOfLine[]> {
  const ways = [
    { name: handedAs, column: "deliveryId" },
    { name: queueId, column: "deliveryId" },
    { name: queueId, column: "queueId" },
    { name: messageId, column: "messageIdHeader" },
  ] as const;
  for (const { name, column } of ways) {
    if (name === undefined || name === "") continue;
    const found = await receiptsWith(store, column, name);
    const near =
      column === "queueId" ? found.filter(({ arrivedAt }) => Math.abs(arrivedAt.getTime() - atMs) < queueMs) : found;
    if (near.length > 0) return near.map(({ accountId, sequence, address }) => ({ accountId, sequence, address }));
  }
  return [];
}

export type ReceiptName = "deliveryId" | "queueId" | "messageIdHeader";

/** Receipts that have it in this column: found by their words, for the column has no index of its own. */
export async function receiptsWith(store: Store, column: ReceiptName, name: string) {
  const ids = await idsByWords(store, name);
  const rows = await store.logs.receipt.findMany({
    where: { id: { in: ids } },
    orderBy: { id: "asc" },
    omit: { searchText: true },
  });
  const bare = (text: string) => text.replace(/^<|>$/g, "");
  return rows.filter((row) => bare(row[column]) === name).slice(0, most);
}

async function idsByWords(store: Store, name: string): Promise<number[]> {
  const query = searchQuery(name.replaceAll(/\s+/g, "-"));
  if (query === null) return [];
  const isSqlite = engineOf(store.environment.databaseUrl) === "sqlite";
  const rows = await store.logs.$queryRawUnsafe<{ id: number | bigint }[]>(
    isSqlite
      ? `SELECT rowid AS "id" FROM "ReceiptWords" WHERE "ReceiptWords" MATCH ? ORDER BY rowid DESC LIMIT 200`
      : `SELECT "id" FROM "Receipt" WHERE to_tsvector('simple', "searchText") @@ to_tsquery('simple', $1) ORDER BY "id" DESC LIMIT 200`,
    isSqlite ? query.sqlite : query.postgresql,
  );
  return rows.map(({ id }) => Number(id));
}
