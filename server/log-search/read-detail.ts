import { explainEntry } from "../log-knowledge/explain-entry.ts";
import type { Store } from "../store.ts";
import { readLogActs } from "./read-acts.ts";
import { readRowsById } from "./read-rows.ts";
import type { LogDetail, LogRow } from "./schema.ts";

/** Null where there is no such line, or no more. */
export async function readLogRow({ logs }: Store, id: number): Promise<LogRow | null> {
  const [row] = await readRowsById(logs, [id]);
  return row ?? null;
}

export async function readLogDetail(store: Store, row: LogRow): Promise<LogDetail> {
  const [source, acts] = await Promise.all([
    store.db.logSource.findUnique({ where: { id: row.sourceId }, select: { name: true } }),
    readLogActs(store, row),
  ]);
  return { row, sourceName: source?.name ?? "", acts, explanation: explainEntry(row.fields) };
}
