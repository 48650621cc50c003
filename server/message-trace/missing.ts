import type { LogRow } from "../log-search/schema.ts";
import type { MessageLife } from "../receipt/schema.ts";
import type { TraceRecipient } from "./schema.ts";

const comesIn: ReadonlySet<string> = new Set(["mail-accepted", "queued", "message-identified"]);
const attempts: ReadonlySet<string> = new Set([
  "delivered",
  "stored",
  "forwarded",
  "discarded",
  "delivery-deferred",
  "delivery-failed",
  "over-quota",
]);

/** What a trace cannot show, in sentences: whoever reads it must not take silence for an answer. */
export function missingOf(
  rows: readonly LogRow[],
  lives: readonly MessageLife[],
  recipients: readonly TraceRecipient[],
): string[] {
  const events = rows.map(({ fields }) => fields.event ?? "");
  const has = (names: ReadonlySet<string>) => events.some((event) => names.has(event));
  if (rows.length === 0) {
    return [
      "No stored log line names this message: the mail server's log is not read here, was not read yet, or its lines are older than lines are kept. What Popdesk itself knows is below.",
    ];
  }
  const byLmtp = new Set(rows.flatMap(({ fields }) => (fields.service === "lmtp" ? (fields.account ?? []) : [])));
  const handedOver = recipients.filter(({ state, address }) => state === "passed-on" && byLmtp.has(address));
  return [
    ...(has(comesIn) ? [] : ["How the message came in is not in the lines that are stored."]),
    ...(has(attempts)
      ? []
      : ["No attempt to deliver it is in the lines that are stored: it may still be in the queue."]),
    ...handedOver.map(
      ({ address }) =>
        `For ${address} it was handed over, but there is no receipt of it: receipts are switched off, or it is older than they are kept, or another server took it.`,
    ),
    ...(lives.some(({ isCut }) => isCut) ? ["Only the first sessions after its arrival were looked through."] : []),
  ];
}
