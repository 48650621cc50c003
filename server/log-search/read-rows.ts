import type { LogsDb } from "../db.ts";
import type { LineFields } from "../mail-log/schema.ts";
import { type FilterField, filterFields } from "./fields.ts";
import type { LogRow } from "./schema.ts";

const columns = {
  id: true,
  at: true,
  sourceId: true,
  fileId: true,
  raw: true,
  cutOctets: true,
  ...(Object.fromEntries(filterFields.map((field) => [field, true])) as Record<FilterField, true>),
} as const;

/** Lines by their ids, in the order of these. One that has gone meanwhile is left out. */
export async function readRowsById(logs: LogsDb, ids: readonly number[]): Promise<LogRow[]> {
  if (ids.length === 0) return [];
  const rows = await logs.logEntry.findMany({ where: { id: { in: ids.map(BigInt) } }, select: columns });
  const byId = new Map(rows.map((row) => [Number(row.id), row]));
  return ids.flatMap((id): LogRow[] => {
    const row = byId.get(id);
    if (row === undefined) return [];
    const { id: _id, at, sourceId, fileId, raw, cutOctets, ...said } = row;
    return [{ id, atMs: at.getTime(), sourceId, fileId, fields: fieldsOf(said), raw, cutOctets }];
  });
}

/** What the line says, in the order of the vocabulary, and nothing else. */
function fieldsOf(said: Readonly<Record<FilterField, string | number | bigint | null>>): LogRow["fields"] {
  const fields: Partial<Record<FilterField, string | number>> = {};
  for (const field of filterFields) {
    const value = said[field];
    if (value !== null) fields[field] = typeof value === "bigint" ? Number(value) : value;
  }
  return fields as Omit<LineFields, "time">;
}
