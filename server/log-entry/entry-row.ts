import type { Entry } from "../mail-log/entry.ts";
import { restoreText } from "../mail-log/restore-text.ts";
import { entryWords } from "./entry-words.ts";

export type EntryValue = string | number | null;

/** Columns of LogEntry that a line fills by itself, in the order of a row's values, and what PostgreSQL holds them in. */
export const entryColumns = {
  at: "bigint",
  host: "text",
  program: "text",
  pid: "int",
  service: "text",
  event: "text",
  result: "text",
  account: "text",
  sender: "text",
  remoteIp: "text",
  remoteHost: "text",
  localIp: "text",
  tls: "text",
  mechanism: "text",
  sessionId: "text",
  queueId: "text",
  handedAs: "text",
  messageId: "text",
  octets: "bigint",
  retrievedCount: "int",
  removedCount: "int",
  messageCount: "int",
  attemptCount: "int",
  recipientCount: "int",
  seconds: "float8",
  dsn: "text",
  reason: "text",
  raw: "text",
  cutOctets: "int",
} as const;

/** A line as it is stored. */
export interface EntryRow {
  /** Milliseconds since 1970. */
  readonly timeMs: number;
  readonly result: string;
  /** In the order of entryColumns. */
  readonly values: readonly EntryValue[];
  readonly words: string;
  /** In its file, its end included. */
  readonly octets: number;
}

/** Of a field that is indexed: PostgreSQL's indexes take 2,700 octets at most. */
const longestField = 500;
const longestReason = 2_000;
/** Of a line, characters that words are taken from. */
const longestSearched = 4_096;
const largestInt = 2 ** 31 - 1;

/** `raw`: the line, one character an octet, passwords masked; `timeMs`: of the entry, or of the line before it. */
export function entryRow(entry: Entry, raw: string, timeMs: number, octets: number, cutOctets: number): EntryRow {
  const line = text(raw, Number.POSITIVE_INFINITY) ?? "";
  const values: EntryValue[] = [
    timeMs,
    field(entry.host),
    field(entry.program),
    count(entry.pid),
    field(entry.service),
    field(entry.event),
    field(entry.result),
    field(entry.account)?.toLowerCase() ?? null,
    field(entry.sender)?.toLowerCase() ?? null,
    field(entry.remoteIp),
    field(entry.remoteHost),
    field(entry.localIp),
    field(entry.tls),
    field(entry.mechanism),
    field(entry.sessionId),
    field(entry.queueId),
    field(entry.handedAs),
    field(entry.messageId),
    entry.octets < 0 ? null : Math.min(Math.floor(entry.octets), Number.MAX_SAFE_INTEGER),
    count(entry.retrievedCount),
    count(entry.removedCount),
    count(entry.messageCount),
    count(entry.attemptCount),
    count(entry.recipientCount),
    entry.seconds < 0 ? null : entry.seconds,
    field(entry.dsn),
    text(entry.reason, longestReason),
    line,
    Math.min(cutOctets, largestInt),
  ];
  return { timeMs, result: entry.result, values, words: entryWords(searchedText(entry, line)), octets };
}

/** Without the stamp, which nobody looks for as a word. */
function searchedText({ message, program }: Entry, line: string): string {
  const said = program === "popdesk" || message === "" ? line : `${restoreText(program)} ${restoreText(message)}`;
  return said.slice(0, longestSearched);
}

function field(value: string): string | null {
  return text(value, longestField);
}

/** As it was written; PostgreSQL has no text with a NUL in it. */
function text(value: string, longest: number): string | null {
  if (value === "") return null;
  const restored = restoreText(value);
  const whole = restored.includes("\0") ? restored.replaceAll("\0", "\uFFFD") : restored;
  return whole.length > longest ? whole.slice(0, longest) : whole;
}

function count(value: number): number | null {
  return value < 0 ? null : Math.min(Math.floor(value), largestInt);
}
