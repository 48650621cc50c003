import { type ReceiptName, receiptsWith } from "../log-search/find-receipts.ts";
import type { LogRow } from "../log-search/schema.ts";
import { readMessageLife } from "../receipt/read-life.ts";
import type { MessageLife } from "../receipt/schema.ts";
import type { Store } from "../store.ts";
import { type GatheredLines, gatherLines } from "./gather-lines.ts";
import { missingOf } from "./missing.ts";
import { recipientsOf } from "./recipients.ts";
import type { MessageTrace, TraceEvent } from "./schema.ts";

const mostLives = 20;
const hourMs = 3_600_000;
/** A queue keeps mail for five days. */
const queueMs = 6 * 24 * hourMs;

/** The way of one message through all programs whose lines are here, and through Popdesk; null where nothing is known of it. */
export async function readMessageTrace(
  store: Store,
  start: { readonly queueId: string } | { readonly messageId: string },
  atMs?: number,
): Promise<MessageTrace | null> {
  const lines = await gatherLines(store, start, atMs);
  const lives = await livesOf(store, lines, start, atMs);
  if (lines.rows.length === 0 && lives.length === 0) return null;
  const events: TraceEvent[] = [
    ...lines.rows.map((row): TraceEvent => ({ kind: "line", atMs: row.atMs, row })),
    ...lives.flatMap((life) =>
      life.events.map((event): TraceEvent => ({ kind: "life", atMs: event.at.getTime(), event, life })),
    ),
  ];
  events.sort((one, other) => one.atMs - other.atMs);
  const recipients = recipientsOf(lines.rows, lives);
  const queueIds = new Set([
    ...lines.queueIds,
    ...lives.flatMap(({ events: all }) => all.flatMap((event) => (event.kind === "delivered" ? event.queueId : []))),
  ]);
  const messageIds = new Set([...lines.messageIds, ...lives.map(({ messageIdHeader }) => bare(messageIdHeader))]);
  queueIds.delete("");
  messageIds.delete("");
  return {
    queueIds: [...queueIds],
    messageIds: [...messageIds],
    sender: senderOf(lines.rows, lives),
    recipients,
    events,
    missing: missingOf(lines.rows, lives, recipients),
    isCut: lines.isCut,
  };
}

const bare = (messageId: string): string => messageId.replace(/^<(.*)>$/, "$1");

/** Messages here that the lines are about, found by all names they have. */
async function livesOf(
  store: Store,
  { rows, queueIds, messageIds }: GatheredLines,
  start: { readonly queueId?: string; readonly messageId?: string },
  atMs: number | undefined,
): Promise<MessageLife[]> {
  const handed = rows.flatMap(({ fields }) => (fields.event === "bounce-sent" ? [] : (fields.handedAs ?? [])));
  const queues = new Set([...queueIds, ...(start.queueId === undefined ? [] : [start.queueId])]);
  const [first, last] = [rows[0]?.atMs, rows.at(-1)?.atMs];
  // A queue id is another message's some time later: mail arrives between the lines about it, by clocks that may differ.
  const [from, until] =
    first === undefined || last === undefined
      ? [(atMs ?? -Infinity) - queueMs, (atMs ?? Infinity) + queueMs]
      : [first - hourMs, last + hourMs];
  const isBetween = ({ arrivedAt }: { arrivedAt: Date }) => arrivedAt.getTime() > from && arrivedAt.getTime() < until;
  const [byAnswer, byQueue, byMessageId] = await Promise.all([
    receiptsOf(store, "deliveryId", new Set([...handed, ...queues])),
    receiptsOf(store, "queueId", queues),
    receiptsOf(store, "messageIdHeader", messageIds),
  ]);
  const near = [...byAnswer, ...byQueue.filter(isBetween), ...byMessageId];
  const keys = new Map(near.map(({ accountId, sequence }) => [`${accountId} ${sequence}`, { accountId, sequence }]));
  const lives = await Promise.all([...keys.values()].slice(0, mostLives).map((key) => readMessageLife(store, key)));
  return lives.filter((life) => life !== null);
}

async function receiptsOf(store: Store, column: ReceiptName, names: ReadonlySet<string>) {
  return (await Promise.all([...names].map((name) => receiptsWith(store, column, name)))).flat();
}

function senderOf(rows: readonly LogRow[], lives: readonly MessageLife[]): string | null {
  const said = rows.find(({ fields }) => fields.sender !== undefined)?.fields.sender;
  if (said !== undefined) return said;
  const delivered = lives.flatMap(({ events }) => events.find(({ kind }) => kind === "delivered") ?? [])[0];
  return delivered?.kind === "delivered" && delivered.protocol !== "" ? delivered.envelopeSender : null;
}
