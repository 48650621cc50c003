import type { Entry } from "../../entry.ts";
import { ipOf, numberOf } from "../../pattern/values.ts";

const statuses: Readonly<Record<string, readonly [Entry["event"], Entry["result"]]>> = {
  sent: ["delivered", "ok"],
  deferred: ["delivery-deferred", "deferred"],
  bounced: ["delivery-failed", "failed"],
  undeliverable: ["delivery-failed", "failed"],
  deliverable: ["notice", "ok"],
  expired: ["delivery-failed", "failed"],
  filtered: ["discarded", "ok"],
};
/** Behind the recipient: all of it written by Postfix, but the text in brackets, which may be another server's. */
const facts =
  /^(?:orig_to=<[^<>]*>, )?relay=([^\s,]+), (?:conn_use=\d+, )?delay=([\d.]+), (?:delays=[\d./]+, )?(?:dsn=(\d\.\d+\.\d+), )?status=(\S+)(?: \((.*)\))?$/s;
/** What the next server called it, as Postfix, Exim, Cyrus, Popdesk ("delivered, id …") and Dovecot ("<ann@example.org> … Saved") answer. */
const handed =
  /(?:queued as |id=|delivered, id |Saved as )([A-Za-z0-9._-]{4,80})(?:$|[\s)>;])|> ([A-Za-z0-9+/=._-]{4,80}) Saved$/;

/**
 * "to=<ann@example.org>, relay=…, delay=…, dsn=2.0.0, status=sent (…)". The recipient comes first and the reason last, and strangers may have written
 * both: a quoted local part ends where its quotes do, and where what follows is there a second time, the line is taken as ambiguous
 * (false) and nothing of it believed.
 */
export function readDelivery(entry: Entry, message: string): boolean {
  const end = endOfRecipient(message);
  if (end < 0) return false;
  const match = facts.exec(message.slice(end + 3));
  if (match === null) return false;
  const [, relayText = "", delay = "", dsn = "", status = "", reason = ""] = match;
  const outcome = statuses[status];
  if (outcome === undefined) return false;
  entry.account = message.slice(4, end);
  entry.seconds = numberOf(delay) ?? -1;
  entry.dsn = dsn;
  entry.reason = reason;
  [entry.event, entry.result] = outcome;
  readRelay(relayText, entry);
  const named = status === "sent" ? handed.exec(reason) : null;
  entry.handedAs = named?.[1] ?? named?.[2] ?? "";
  return true;
}

/** Where ">, " stands that ends the recipient; -1 where it cannot be told. */
function endOfRecipient(message: string): number {
  let at = 4;
  if (message.charCodeAt(at) === 34) {
    for (at += 1; at < message.length && message.charCodeAt(at) !== 34; at += 1) {
      if (message.charCodeAt(at) === 92) at += 1;
    }
  }
  const end = message.indexOf(">, ", at);
  if (end < 0) return -1;
  const original = message.startsWith("orig_to=<", end + 3) ? message.indexOf(">, relay=", end + 3) : end;
  return message.indexOf(">, relay=", original + 1) < 0 ? end : -1;
}

/** "mx.example.org[192.0.2.25]:25"; others ("local", "none") are no hosts. */
function readRelay(text: string, entry: Entry): void {
  const open = text.lastIndexOf("[");
  const close = text.lastIndexOf("]");
  if (open < 1 || close < open) return;
  entry.remoteHost = text.slice(0, open);
  entry.remoteIp = ipOf(text.slice(open + 1, close)) ?? "";
}
