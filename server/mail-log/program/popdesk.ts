import { type LogEventName, logEventRows } from "../../log-event/events.ts";
import type { LogField } from "../../log-event/fields.ts";
import type { FailureReason } from "../../sign-in-failure/schema.ts";
import { type Entry, numberFields, wordFields } from "../entry.ts";
import type { EventName, LineFields, Result, Service } from "../schema.ts";
import { type Row, rowsOf } from "../pattern/row.ts";
import { ipOf } from "../pattern/values.ts";
import type { MailProgram } from "./mail-program.ts";

/** Fields that are called the same in both vocabularies and need no more than that. */
const texts = ["account", "sender", "tls", ...wordFields] as const;

/** Values of the rows' samples; `err` and what is no field of mail logs is left out where it says nothing. */
const sampled: Partial<Record<LogField, string | number | object>> = {
  account: "ann@example.org",
  sender: "eve@example.com",
  remoteIp: "192.0.2.7",
  sessionId: "0mi8h5q2f3k9d7x1a",
  tls: "TLSv1.3",
  mechanism: "PLAIN",
  octets: 5600,
  retrievedCount: 2,
  removedCount: 1,
  seconds: 1.5,
  dsn: "2.0.0",
  reason: "quit",
  reply: 250,
  code: "EADDRINUSE",
  err: { type: "Error", message: "ECONNRESET", stack: "Error: ECONNRESET\n    at x" },
};
/** Events that mean little without their sentence. */
const tellsWhy: ReadonlySet<string> = new Set([
  "trouble",
  "notice",
  "sign-in-refused",
  "dropped",
  "timed-out",
] satisfies EventName[]);

/** By the part that speaks; what the LMTP server says has the same part as POP3. */
const services: Readonly<Record<string, Service>> = { pop3: "pop3", lmtp: "lmtp" };
const ofLmtp: ReadonlySet<unknown> = new Set(["delivery", "lmtp-end"] satisfies LogEventName[]);
const levelOf = { debug: 20, info: 30, warn: 40, error: 50, fatal: 60 } as const;
const notInVocabulary: ReadonlySet<string> = new Set(["reply", "code", "err"]);

/** Events of Popdesk's own log, by their names there: the table they are said from. Values are JSON's, so nothing in them can pass for another. */
const rows = rowsOf(
  logEventRows.map(({ name, as: event, result, fields, more = [], levels }): Row => {
    const facts = Object.fromEntries([...fields, ...more].flatMap((field) => sampleOf(field)));
    const line = { level: levelOf[levels[0] ?? "info"], time: "2026-11-21T20:48:55.120Z", pid: 4711, name: "pop3" };
    const gives: LineFields = { service: ofLmtp.has(name) ? "lmtp" : "pop3" };
    for (const [field, value] of Object.entries(facts)) {
      if (!notInVocabulary.has(field)) Object.assign(gives, { [field]: value });
    }
    const isGood = (result === "ok" && event !== "notice") || name === "delivery" || !tellsWhy.has(event);
    const spoken = "code" in facts ? "EADDRINUSE" : "said";
    gives.reason ??= "err" in facts ? "ECONNRESET" : isGood ? undefined : spoken;
    if (gives.reason === undefined) delete gives.reason;
    if (name === "delivery") gives.result = "ok";
    return {
      says: name,
      event,
      result,
      also: readFacts,
      sample: JSON.stringify({ ...line, event: name, ...facts, msg: "said" }),
      gives,
    };
  }),
);

/** Of an event that this version does not know, told by its level: 50 and more is trouble. */
const others = rowsOf([
  {
    says: "{}",
    event: "trouble",
    also: readFacts,
    sample:
      '{"level":50,"time":"2026-11-21T20:48:55.120Z","pid":4711,"name":"store","event":"of-another-version","msg":"said"}',
    gives: { service: "system", result: "failed", reason: "said" },
  },
]);

export const popdesk: MailProgram = {
  name: "Popdesk",
  rows: [...rows.list, ...others.list],
  read(entry) {
    const { facts } = entry;
    if (facts === null || typeof facts.event !== "string") return null;
    const row = rows.read(facts.event, entry) ?? (Number(facts.level) >= 50 ? others.read(facts.event, entry) : null);
    if (row !== null && entry.reason === "" && tellsWhy.has(entry.event)) entry.reason = whyOf(facts);
    return row;
  },
};

/** Refused sign-ins that have an event of their own in the vocabulary; the others are of a name or password that is not let in. */
const refusals: Partial<Record<FailureReason, readonly [EventName, Result]>> = {
  "in-use": ["maildrop-locked", "refused"],
  "login-delay": ["sign-in-refused", "refused"],
  throttled: ["sign-in-refused", "refused"],
  "tls-required": ["sign-in-refused", "refused"],
  "mechanism-not-offered": ["sign-in-refused", "refused"],
  "too-many-at-once": ["sign-in-trouble", "deferred"],
  "storage-trouble": ["sign-in-trouble", "deferred"],
  "source-away": ["sign-in-trouble", "deferred"],
  "issuer-away": ["sign-in-trouble", "deferred"],
};

function readFacts(entry: Entry): undefined {
  const facts = entry.facts ?? {};
  entry.service = ofLmtp.has(facts.event) ? "lmtp" : (services[text(facts.name)] ?? "system");
  for (const name of texts) entry[name] = text(facts[name]);
  for (const name of numberFields) entry[name] = count(facts[name]);
  entry.remoteIp = ipOf(text(facts.remoteIp)) ?? "";
  entry.reason = text(facts.reason);
  if (Number(facts.level) >= 50) entry.result = "failed";
  if (facts.event === "sign-in-refused") {
    [entry.event, entry.result] = refusals[entry.reason as FailureReason] ?? ["sign-in-failed", "failed"];
  }
  readDelivery(entry, facts);
  if (entry.reason === "") entry.reason = messageOf(facts.err);
}

function readDelivery(entry: Entry, { event, reply, msg }: Readonly<Record<string, unknown>>): void {
  if (event !== "delivery" || typeof reply !== "number") return;
  entry.result = reply < 400 ? "ok" : reply < 500 ? "deferred" : "failed";
  if (reply < 400) return;
  entry.event = reply < 500 ? "delivery-deferred" : "delivery-failed";
  entry.reason = text(msg);
}

function whyOf({ code, msg }: Readonly<Record<string, unknown>>): string {
  return text(code) || text(msg);
}

function messageOf(err: unknown): string {
  return typeof err === "object" && err !== null && "message" in err ? text(err.message) : text(err);
}
function sampleOf(field: LogField): [LogField, unknown][] {
  const value = sampled[field];
  return value === undefined ? [] : [[field, value]];
}

function text(value: unknown): string {
  return typeof value === "string" ? Buffer.from(value, "utf8").toString("latin1") : "";
}

function count(value: unknown): number {
  return typeof value === "number" && value >= 0 ? value : -1;
}
