import type { Tone } from "#components/ui/status-chip.tsx";
import type { LogRow } from "#server/log-search/schema.ts";
import type { MessageTrace, TraceRecipient } from "#server/message-trace/schema.ts";
import { countOf } from "#components/ui/count.tsx";

export const stateWords: Readonly<Record<TraceRecipient["state"], { tone: Tone; word: string; meaning: string }>> = {
  here: { tone: "good", word: "in Popdesk", meaning: "It was put into a maildrop here." },
  "passed-on": { tone: "good", word: "handed over", meaning: "Another server or program took it." },
  deferred: { tone: "warning", word: "tried again", meaning: "The last attempt failed for now." },
  failed: { tone: "danger", word: "failed", meaning: "It was given up." },
  unknown: { tone: "neutral", word: "not known", meaning: "No line says what became of it." },
};

/** What became of the message, in a sentence. */
export function traceSentence({ sender, recipients }: MessageTrace): string {
  const from = sender === null ? "A message" : sender === "" ? "A report" : `A message from ${sender}`;
  if (recipients.length === 0) return `${from}; no line says for whom it was.`;
  const whom =
    recipients.length > 3
      ? countOf(recipients.length, "recipient")
      : recipients.map(({ address }) => address).join(", ");
  const counts = (["here", "passed-on", "deferred", "failed"] as const).flatMap((state) => {
    const number = recipients.filter((each) => each.state === state).length;
    if (number === 0) return [];
    return recipients.length === 1 ? [stateWords[state].word] : [`${number} ${stateWords[state].word}`];
  });
  const downloads = recipients.filter(({ downloadCount }) => downloadCount > 0).length;
  const fetched =
    downloads === 0 ? "" : recipients.length === 1 ? ", downloaded" : `, downloaded by ${downloads} of them`;
  return `${from} for ${whom}: ${counts.join(", ") || "not known"}${fetched}.`;
}

const titles: Readonly<Record<string, string>> = {
  "mail-accepted": "Received",
  "message-identified": "Message-ID noted",
  queued: "In the queue",
  delivered: "Handed over",
  stored: "Stored",
  forwarded: "Sent on",
  discarded: "Thrown away by a rule",
  "delivery-deferred": "Could not be delivered, is tried again",
  "delivery-failed": "Could not be delivered, given up",
  "bounce-sent": "The sender was told",
  "queue-removed": "Out of the queue",
  "mail-refused": "Refused",
  "over-quota": "The maildrop is full",
};

/** A line as a station of a message's way. */
export function lineTitle({ fields: { event, service, account } }: LogRow): string {
  if (event === undefined) return "A line that names it";
  const title = titles[event] ?? event.replaceAll("-", " ");
  const by = event === "delivered" && service !== undefined ? ` by ${service.toUpperCase()}` : "";
  return account === undefined ? `${title}${by}` : `${title}${by}, ${account}`;
}
