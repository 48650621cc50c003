import type { Entry } from "../entry.ts";
import { ipOf, numberOf } from "../pattern/values.ts";

/** "client.example.net (helo) [192.0.2.7]:41822 I=[198.51.100.2]:25": a HELO has neither blanks nor brackets, unless it is an address in brackets. */
const host =
  /^(?:([^\s()[\]]{1,255}) )?(?:\(([^\s()]{0,255})\) )?\[([0-9a-fA-F.:]{2,45})\](?::\d{1,5})?(?: I=\[([0-9a-fA-F.:]{2,45})\](?::\d{1,5})?)?(?= |:|,|$)/;

export function readHost(text: string, entry: Entry): void {
  const match = host.exec(text);
  if (match === null) return;
  entry.remoteHost = match[1] ?? "";
  entry.remoteIp = ipOf(match[3] ?? "") ?? "";
  entry.localIp = ipOf(match[4] ?? "") ?? "";
}

/** Where an address that begins at `from` ends: at the first blank outside of its quotes. */
export function endOfAddress(text: string, from: number): number {
  let at = from;
  if (text.charCodeAt(at) === 34) {
    for (at += 1; at < text.length && text.charCodeAt(at) !== 34; at += 1) if (text.charCodeAt(at) === 92) at += 1;
  }
  const end = text.indexOf(" ", at);
  return end < 0 ? text.length : end;
}

/** "<= sender H=… P=… X=… A=… S=… id=…": the sender is passed over first; the subject, which anybody writes, comes last. */
export function readArrival(entry: Entry, message: string): undefined {
  const senderEnd = endOfAddress(message, 3);
  const sender = message.slice(3, senderEnd);
  entry.sender = sender === "<>" ? "" : sender;
  const subjectAt = message.indexOf(' T="', senderEnd);
  const facts = message.slice(senderEnd, subjectAt < 0 ? undefined : subjectAt);
  const hostAt = onlyHost(message);
  if (hostAt >= 0) readHost(message.slice(hostAt), entry);
  entry.tls = word(facts, " X=");
  entry.octets = numberOf(word(facts, " S=")) ?? -1;
  entry.messageId = word(facts, " id=");
  const [mechanism = "", name = ""] = word(facts, " A=").split(/:(.*)/s);
  entry.mechanism = mechanism;
  entry.account = name;
}

/** "=> address <parent> R=… T=… H=… X=… C="…"", and the same with "**" and "==", whose reason follows ": ". */
export function readDelivered(entry: Entry, message: string): undefined {
  let end = endOfAddress(message, 3);
  entry.account = message.slice(3, end).replace(/:$/, "");
  const isBare = message.charCodeAt(end - 1) === 58; // "** bob@example.org: Unrouteable address"
  const parent = /^ <([^<>]{1,320})>(?= |$)/.exec(message.slice(end, end + 330));
  if (parent !== null) {
    entry.account = parent[1] ?? "";
    end += parent[0].length;
  }
  const rest = message.slice(end);
  if (isBare) entry.reason = rest.trimStart();
  const answerAt = rest.indexOf(' C="');
  const colon = rest.indexOf(": ");
  const hostAt = onlyHost(message);
  if (hostAt >= end) readHost(message.slice(hostAt), entry);
  const facts = rest.slice(0, answerAt >= 0 ? answerAt : colon >= 0 ? colon : undefined);
  entry.tls = word(facts, " X=");
  if (answerAt >= 0) readAnswer(rest.slice(answerAt + 4), entry);
  else if (!isBare && colon >= 0) entry.reason = rest.slice(colon + 2);
  entry.dsn = /(?:^|\s)\d{3}[ -]([245]\.\d{1,3}\.\d{1,3})\s/.exec(entry.reason)?.[1] ?? "";
  if (entry.reason.startsWith("250")) entry.dsn = "";
}

/** Behind " H=", where it stands once: a second one somebody else wrote, and which it is nobody can tell. */
function onlyHost(message: string): number {
  const at = message.indexOf(" H=");
  return at < 0 || message.indexOf(" H=", at + 1) >= 0 ? -1 : at + 3;
}

function readAnswer(text: string, entry: Entry): void {
  const end = text.indexOf('"');
  entry.reason = end < 0 ? text : text.slice(0, end);
  entry.handedAs = /(?:queued as |id=)([A-Za-z0-9._-]{4,80})/.exec(entry.reason)?.[1] ?? "";
}

/** "H=client (helo) [192.0.2.7] F=<sender> rejected RCPT <recipient>: …" */
export function readRefused(entry: Entry, message: string): undefined {
  readHost(message.slice(2), entry);
  const at = message.indexOf("] ");
  const sender = / F=<([^<>\s]{0,320})> (?:temporarily )?rejected /.exec(message.slice(Math.max(at, 0), at + 900));
  entry.sender = sender?.[1] ?? "";
  entry.account = /^RCPT <?([^<>\s:]{1,320})>?(?::|$)/.exec(entry.reason)?.[1] ?? "";
}

/** What stands behind a mark, up to the next blank. */
function word(text: string, mark: string): string {
  const at = text.indexOf(mark);
  if (at < 0) return "";
  const end = text.indexOf(" ", at + mark.length);
  return text.slice(at + mark.length, end < 0 ? undefined : end);
}
