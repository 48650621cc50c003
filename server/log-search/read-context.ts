import type { Store } from "../store.ts";
import { keysPerInstant } from "../log-entry/entry-key.ts";
import { readRowsById } from "./read-rows.ts";
import type { LogContext, LogRow } from "./schema.ts";

const mostBeside = 50;
const mostTogether = 200;
const hourMs = 3_600_000;
/** A queue keeps mail for five days, and its ids come again some time later; sessions are over after hours. */
const queueMs = 6 * 24 * hourMs;
const sessionMs = 24 * hourMs;

/** What stands around a line: lines of the same file before and behind it, and those of the same session and message. */
export async function readLogContext(store: Store, row: LogRow, beside = 8): Promise<LogContext> {
  const { sessionId, queueId, messageId } = row.fields;
  const near = Math.min(beside, mostBeside);
  const [before, after, session, queue, message] = await Promise.all([
    idsBeside(store, row, "before", near),
    idsBeside(store, row, "after", near),
    sessionId === undefined ? [] : idsWith(store, row, "sessionId", sessionId, sessionMs),
    queueId === undefined ? [] : idsWith(store, row, "queueId", queueId, queueMs),
    messageId === undefined ? [] : idsWith(store, row, "messageId", messageId, queueMs),
  ]);
  const all = new Set([...before, row.id, ...after, ...session, ...queue, ...message]);
  const rows = new Map((await readRowsById(store.logs, [...all])).map((each) => [each.id, each]));
  const of = (ids: readonly number[]) => ids.flatMap((id) => rows.get(id) ?? []);
  return {
    around: of([...before.reverse(), row.id, ...after]),
    session: of(session),
    queue: of(queue),
    message: of(message),
    isCut: [session, queue, message].some(({ length }) => length === mostTogether),
  };
}

/** Lines of the same source; of several files, such as imported ones, only those of its own. */
async function idsBeside(
  { logs }: Store,
  { id, sourceId, fileId }: LogRow,
  side: "before" | "after",
  most: number,
): Promise<number[]> {
  const rows = await logs.logEntry.findMany({
    where: { sourceId, fileId, id: side === "before" ? { lt: BigInt(id) } : { gt: BigInt(id) } },
    orderBy: { id: side === "before" ? "desc" : "asc" },
    take: most,
    select: { id: true },
  });
  return rows.map((row) => Number(row.id));
}

/** Those nearest in time, in its order. */
async function idsWith(
  { logs }: Store,
  { id, sourceId }: LogRow,
  field: "sessionId" | "queueId" | "messageId",
  value: string,
  withinMs: number,
): Promise<number[]> {
  const within = {
    gt: BigInt(Math.max(0, id - withinMs * keysPerInstant)),
    lt: BigInt(id + withinMs * keysPerInstant),
  };
  const rows = await logs.logEntry.findMany({
    // Session ids and queue ids are one program's own; a Message-ID is the same everywhere.
    where: { [field]: value, id: within, ...(field === "messageId" ? {} : { sourceId }) },
    orderBy: { id: "asc" },
    take: mostTogether,
    select: { id: true },
  });
  return rows.map((row) => Number(row.id));
}
