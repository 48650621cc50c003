import { foldAddress } from "../account/address.ts";
import { readLogPage } from "../log-search/read-page.ts";
import { noFilter, withValue, type LogRow } from "../log-search/schema.ts";
import type { Store } from "../store.ts";
import type { TraceCandidate } from "./schema.ts";

const mostLines = 300;
const mostMessages = 50;

/** Messages that an address sent or got lately, the newest first: by log lines, and by receipts of those that no line names. */
export async function findMessages(store: Store, typed: string): Promise<TraceCandidate[]> {
  const address = foldAddress(typed);
  const pages = await Promise.all(
    (["account", "sender"] as const).map((field) =>
      readLogPage(store, { filter: withValue(noFilter, field, address), before: null, after: null, size: mostLines }),
    ),
  );
  const byQueue = new Map<string, LogRow[]>();
  for (const row of pages.flatMap(({ rows }) => rows)) {
    const { queueId } = row.fields;
    if (queueId !== undefined) byQueue.set(queueId, [...(byQueue.get(queueId) ?? []), row]);
  }
  const ofLines = [...byQueue].map(([queueId, rows]) => candidateOf(queueId, rows));
  const known = new Set(byQueue.keys());
  const receipts = await store.logs.receipt.findMany({
    where: { address },
    orderBy: { id: "desc" },
    take: mostMessages,
    omit: { searchText: true },
  });
  const ofReceipts = receipts
    .filter(
      ({ queueId, deliveryId }) =>
        !known.has(queueId) && !known.has(deliveryId) && (queueId !== "" || deliveryId !== ""),
    )
    .map(
      (row): TraceCandidate => ({
        atMs: row.arrivedAt.getTime(),
        sender: row.protocol === "" ? null : row.envelopeSender,
        recipients: [row.recipient || row.address],
        subject: row.subject,
        queueId: row.queueId || row.deliveryId,
        messageId: row.messageIdHeader,
        state: "stored",
      }),
    );
  return [...ofLines, ...ofReceipts].sort((one, other) => other.atMs - one.atMs).slice(0, mostMessages);
}

function candidateOf(queueId: string, rows: readonly LogRow[]): TraceCandidate {
  const newest = rows.reduce((one, other) => (other.id > one.id ? other : one));
  const texts = (field: "account" | "sender" | "messageId") => rows.flatMap(({ fields }) => fields[field] ?? []);
  return {
    atMs: newest.atMs,
    sender: texts("sender")[0] ?? null,
    recipients: [...new Set(texts("account"))],
    subject: "",
    queueId,
    messageId: texts("messageId")[0] ?? "",
    state: newest.fields.event ?? "",
  };
}
