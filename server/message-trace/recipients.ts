import type { LogRow } from "../log-search/schema.ts";
import type { MessageLife } from "../receipt/schema.ts";
import type { TraceRecipient } from "./schema.ts";

const outcomes: Readonly<Record<string, TraceRecipient["state"]>> = {
  delivered: "passed-on",
  stored: "passed-on",
  forwarded: "passed-on",
  discarded: "failed",
  "delivery-deferred": "deferred",
  "delivery-failed": "failed",
  "over-quota": "deferred",
};

/** What became of a message for each of those it was for: by the last line about it, and by what Popdesk knows of it. */
export function recipientsOf(rows: readonly LogRow[], lives: readonly MessageLife[]): TraceRecipient[] {
  const byAddress = new Map<string, TraceRecipient>();
  for (const { fields } of rows) {
    const { account, event = "", reason = "", handedAs } = fields;
    const state = outcomes[event];
    if (account === undefined || state === undefined) continue;
    const before = byAddress.get(account);
    const life = handedAs === undefined ? undefined : lives.find((each) => deliveryIdOf(each) === handedAs);
    const known = life === undefined ? before : hereAs(life, account, before);
    byAddress.set(account, {
      ...(known ?? unknown(account)),
      state: known?.message ? "here" : state,
      attemptCount: (before?.attemptCount ?? 0) + 1,
      reason,
    });
  }
  for (const life of lives) {
    const message = { accountId: life.accountId, sequence: life.sequence };
    const isNamed = [...byAddress.values()].some(
      (each) => each.message?.accountId === message.accountId && each.message.sequence === message.sequence,
    );
    if (isNamed) continue;
    const address = recipientOf(life);
    byAddress.set(address, { ...hereAs(life, address, byAddress.get(address)), state: "here" });
  }
  return [...byAddress.values()].sort((one, other) => (one.address < other.address ? -1 : 1));
}

const unknown = (address: string): TraceRecipient => ({
  address,
  state: "unknown",
  attemptCount: 0,
  reason: "",
  message: null,
  downloadCount: 0,
});

function hereAs(life: MessageLife, address: string, before: TraceRecipient | undefined): TraceRecipient {
  const { accountId, sequence, events } = life;
  return {
    ...(before ?? unknown(address)),
    message: { accountId, sequence, address: life.address },
    downloadCount: events.filter((event) => event.kind === "session" && event.isDownloaded).length,
  };
}

function deliveryIdOf({ events }: MessageLife): string {
  const delivered = events.find(({ kind }) => kind === "delivered");
  return delivered?.kind === "delivered" ? delivered.deliveryId : "";
}

/** Of the envelope, where that is known. */
function recipientOf({ events, address }: MessageLife): string {
  const delivered = events.find(({ kind }) => kind === "delivered");
  return (delivered?.kind === "delivered" && delivered.recipient.toLowerCase()) || address;
}
