import { keyAt, keysPerInstant } from "../log-entry/entry-key.ts";
import { readRowsById } from "../log-search/read-rows.ts";
import type { LogRow } from "../log-search/schema.ts";
import type { Store } from "../store.ts";

const mostLines = 1_000;
const mostOfName = 300;
const mostNames = 40;
const mostRounds = 4;
const mostHandedAlike = 4;
/** A queue keeps mail for five days. */
const queueKeys = 6 * 24 * 3_600_000 * keysPerInstant;

type NameField = "queueId" | "messageId" | "handedAs";

export interface GatheredLines {
  /** In order of time. */
  readonly rows: readonly LogRow[];
  readonly queueIds: ReadonlySet<string>;
  readonly messageIds: ReadonlySet<string>;
  readonly isCut: boolean;
}

/**
 * Lines of one message, from a queue id or a Message-ID on: what has its ids, what handed it on under them, and what bears the ids that these
 * lines name in turn. `atMs`: about when; else the newest that bears the name.
 */
export async function gatherLines(
  store: Store,
  start: { readonly queueId: string } | { readonly messageId: string },
  atMs: number | undefined,
): Promise<GatheredLines> {
  const rows = new Map<number, LogRow>();
  const names: Record<"queueId" | "messageId", Set<string>> = { queueId: new Set(), messageId: new Set() };
  let waiting: [NameField, string][] =
    "queueId" in start
      ? [
          ["queueId", start.queueId],
          ["handedAs", start.queueId],
        ]
      : [["messageId", start.messageId]];
  const anchor = await anchorOf(store, waiting, atMs);
  if ("queueId" in start) names.queueId.add(start.queueId);
  else names.messageId.add(start.messageId);
  let isCut = false;
  for (let round = 0; anchor !== null && round < mostRounds && waiting.length > 0; round += 1) {
    const found = await Promise.all(waiting.map(([field, value]) => linesNamed(store, field, value, anchor)));
    const next: [NameField, string][] = [];
    for (const row of found.flat()) {
      if (rows.has(row.id)) continue;
      if (rows.size >= mostLines) {
        isCut = true;
        break;
      }
      rows.set(row.id, row);
      const { queueId, messageId, handedAs, event } = row.fields;
      // A report about the message is a message of its own.
      const handed = event === "bounce-sent" ? undefined : handedAs;
      for (const id of [queueId, handed]) {
        if (id === undefined || names.queueId.has(id) || names.queueId.size >= mostNames) continue;
        names.queueId.add(id);
        next.push(["queueId", id], ["handedAs", id]);
      }
      if (messageId === undefined || names.messageId.has(messageId) || names.messageId.size >= mostNames) continue;
      names.messageId.add(messageId);
      next.push(["messageId", messageId]);
    }
    isCut ||= found.some(({ length }) => length >= mostOfName);
    waiting = next;
  }
  const ordered = [...rows.values()].sort((one, other) => one.id - other.id);
  const used = new Set(ordered.flatMap(({ fields }) => fields.queueId ?? []));
  return { rows: ordered, queueIds: used, messageIds: names.messageId, isCut };
}

/** The id about which lines are looked for; null where none bears the name. */
async function anchorOf(
  { logs }: Store,
  names: readonly (readonly [NameField, string])[],
  atMs: number | undefined,
): Promise<number | null> {
  if (atMs !== undefined) return keyAt(atMs);
  const newest = await Promise.all(
    names.map(([field, value]) =>
      logs.logEntry.findFirst({ where: { [field]: value }, orderBy: { id: "desc" }, select: { id: true } }),
    ),
  );
  const ids = newest.flatMap((row) => (row === null ? [] : Number(row.id)));
  return ids.length === 0 ? null : Math.max(...ids);
}

async function linesNamed(store: Store, field: NameField, value: string, anchor: number): Promise<LogRow[]> {
  const near = { gt: BigInt(Math.max(0, anchor - queueKeys)), lt: BigInt(anchor + queueKeys) };
  const found = await store.logs.logEntry.findMany({
    where: { [field]: value, id: near },
    orderBy: { id: "asc" },
    take: mostOfName,
    select: { id: true },
  });
  const rows = await readRowsById(
    store.logs,
    found.map(({ id }) => Number(id)),
  );
  if (field === "queueId") return ofOneMessage(rows, anchor);
  // A server that answers many messages alike names none of them.
  const handedBy = new Set(rows.map(({ fields }) => fields.queueId));
  return field === "handedAs" && handedBy.size > mostHandedAlike ? [] : rows;
}

/** Short queue ids come again soon: what stands behind the end of one message is another's. */
function ofOneMessage(rows: readonly LogRow[], anchor: number): LogRow[] {
  const messages: LogRow[][] = [[]];
  for (const row of rows) {
    const last = messages.at(-1);
    const isOver = last?.at(-1)?.fields.event === "queue-removed";
    if (isOver && row.fields.event !== "queue-removed") messages.push([row]);
    else last?.push(row);
  }
  const distance = (lines: readonly LogRow[]) => Math.min(...lines.map(({ id }) => Math.abs(id - anchor)));
  return messages.reduce((nearest, lines) => (distance(lines) < distance(nearest) ? lines : nearest));
}
