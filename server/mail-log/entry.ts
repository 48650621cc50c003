import type { EventName, LineFields, Result, Service } from "./schema.ts";

/** One line, read. Texts are "" and numbers -1 where the line does not say them, so that all entries have one shape (V8 is quick with those). */
export class Entry {
  /** Milliseconds since 1970, UTC; NaN where the line has no time. */
  timeMs = Number.NaN;
  host = "";
  program = "";
  pid = -1;
  /** The line behind its time, host and program. */
  message = "";
  /** What a line of JSON says, where its program is known by that (Popdesk's own log). */
  facts: Readonly<Record<string, unknown>> | null = null;
  service: Service | "" = "";
  event: EventName | "" = "";
  result: Result | "" = "";
  account = "";
  sender = "";
  remoteIp = "";
  remoteHost = "";
  localIp = "";
  tls = "";
  mechanism = "";
  sessionId = "";
  queueId = "";
  handedAs = "";
  messageId = "";
  octets = -1;
  retrievedCount = -1;
  removedCount = -1;
  messageCount = -1;
  attemptCount = -1;
  recipientCount = -1;
  seconds = -1;
  dsn = "";
  reason = "";
}

/** Fields a pattern may fill, by what they hold. */
export const textFields = ["account", "sender", "remoteHost", "tls", "messageId", "reason"] as const;
export const wordFields = ["mechanism", "sessionId", "queueId", "handedAs", "dsn"] as const;
export const numberFields = [
  "octets",
  "retrievedCount",
  "removedCount",
  "messageCount",
  "attemptCount",
  "recipientCount",
  "seconds",
] as const;
export const ipFields = ["remoteIp", "localIp"] as const;

export type TextField = (typeof textFields)[number] | (typeof wordFields)[number] | (typeof ipFields)[number];
export type NumberField = (typeof numberFields)[number];
export type FilledField = TextField | NumberField;

const writtenTexts = ["host", "program"] as const;
const eventTexts = [
  "service",
  "event",
  "result",
  "account",
  "sender",
  "remoteIp",
  "remoteHost",
  "localIp",
  "tls",
  "mechanism",
  "sessionId",
  "queueId",
  "handedAs",
  "messageId",
] as const;

/** What the line says and nothing else, in the order of the vocabulary. */
export function fieldsOf(entry: Entry): LineFields {
  const fields: Record<string, string | number> = {};
  if (!Number.isNaN(entry.timeMs)) fields.time = new Date(entry.timeMs).toISOString();
  for (const name of writtenTexts) if (entry[name] !== "") fields[name] = entry[name];
  if (entry.pid >= 0) fields.pid = entry.pid;
  for (const name of eventTexts) if (entry[name] !== "") fields[name] = entry[name];
  for (const name of numberFields) if (entry[name] >= 0) fields[name] = entry[name];
  if (entry.dsn !== "") fields.dsn = entry.dsn;
  if (entry.reason !== "") fields.reason = entry.reason;
  return fields as LineFields;
}
