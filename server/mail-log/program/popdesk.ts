import type { Entry } from "../entry.ts";
import { type Row, rowsOf } from "../pattern/row.ts";
import { ipOf } from "../pattern/values.ts";
import type { MailProgram } from "./mail-program.ts";

const session = { sessionId: "0mi8h5q2f3k9d7x1a", remoteIp: "192.0.2.7" } as const;

function row(
  event: string,
  name: Row["event"],
  facts: object,
  gives: Row["gives"],
  result?: Row["result"],
  level = 30,
): Row {
  const line = { level, time: "2026-11-21T20:48:55.120Z", pid: 4711, name: "pop3", event, ...facts, msg: "said" };
  return {
    says: event,
    event: name,
    result,
    also: readFacts,
    sample: JSON.stringify(line),
    gives: { service: "pop3", ...gives },
  };
}

/** Events of Popdesk's own log, by their names there. Values are JSON's, so nothing in them can pass for another. */
const rows = rowsOf([
  row(
    "session-end",
    "disconnected",
    {
      session: session.sessionId,
      ip: "192.0.2.7",
      tls: "TLSv1.3",
      account: "ann@example.org",
      reason: "quit",
      retrieved: 2,
      removed: 1,
      octets: 5600,
      ms: 1500,
    },
    {
      ...session,
      account: "ann@example.org",
      tls: "TLSv1.3",
      reason: "quit",
      retrievedCount: 2,
      removedCount: 1,
      octets: 5600,
      seconds: 1.5,
    },
  ),
  row(
    "sign-in-refused",
    "sign-in-failed",
    { session: session.sessionId, ip: "192.0.2.7", refusal: "wrong-password" },
    { ...session, reason: "wrong-password" },
    "failed",
  ),
  row(
    "handshake-failed",
    "tls-failed",
    { session: session.sessionId, ip: "192.0.2.7", err: "Error: no shared cipher" },
    { ...session, reason: "Error: no shared cipher" },
    "failed",
  ),
  row(
    "time-limit",
    "timed-out",
    { session: session.sessionId, ip: "192.0.2.7", waitedFor: "command" },
    { ...session, reason: "command" },
    "failed",
  ),
  row(
    "cut",
    "dropped",
    { session: session.sessionId, err: { message: "ECONNRESET" } },
    { sessionId: session.sessionId, reason: "ECONNRESET" },
    "failed",
    50,
  ),
  row("kept-out", "sign-in-refused", { ip: "192.0.2.7", listener: "POP3" }, { remoteIp: "192.0.2.7" }, "refused", 40),
  row(
    "limit",
    "sign-in-refused",
    { limit: "per-ip", ip: "192.0.2.7", listener: "POP3" },
    { remoteIp: "192.0.2.7", reason: "per-ip" },
    "refused",
    40,
  ),
  row("network-blocked", "sign-in-refused", { network: "192.0.2.7/32" }, { reason: "192.0.2.7/32" }, "refused", 40),
  row(
    "proxy-refused",
    "sign-in-refused",
    { ip: "192.0.2.7", reason: "no header" },
    { remoteIp: "192.0.2.7", reason: "no header" },
    "refused",
    40,
  ),
  row(
    "legacy-tls",
    "notice",
    { session: session.sessionId, ip: "192.0.2.7", tls: "TLSv1" },
    { ...session, tls: "TLSv1", reason: "said" },
    undefined,
    40,
  ),
  row(
    "delivery",
    "stored",
    {
      name: "lmtp",
      session: "d1",
      ip: "127.0.0.1",
      from: "eve@example.com",
      to: "ann@example.org",
      octets: 1204,
      code: 250,
      status: "2.0.0",
    },
    {
      service: "lmtp",
      sessionId: "d1",
      remoteIp: "127.0.0.1",
      sender: "eve@example.com",
      account: "ann@example.org",
      octets: 1204,
      dsn: "2.0.0",
      result: "ok",
    },
  ),
  row(
    "lmtp-end",
    "disconnected",
    { name: "lmtp", session: "d1", ip: "127.0.0.1" },
    { service: "lmtp", sessionId: "d1", remoteIp: "127.0.0.1" },
  ),
  row("listener-bound", "started", { endpoint: "0.0.0.0:110", port: 110 }, {}),
  row("listener-closed", "stopped", { endpoint: "0.0.0.0:110" }, {}),
  row(
    "listener-failed",
    "trouble",
    { endpoint: "0.0.0.0:110", code: "EADDRINUSE" },
    { reason: "EADDRINUSE" },
    "failed",
    50,
  ),
  row("started", "started", { name: "daemon" }, { service: "system" }),
  row("stopping", "stopped", { name: "daemon", reason: "SIGTERM" }, { service: "system", reason: "SIGTERM" }),
  row("stopped", "stopped", { name: "daemon" }, { service: "system" }),
  row(
    "incident",
    "trouble",
    { session: session.sessionId, incident: "0badcafe" },
    { sessionId: session.sessionId, reason: "said" },
    "failed",
    50,
  ),
]);

/** Of any event, told by its level: 40 warns, 50 and more is trouble. */
const others = rowsOf([
  {
    says: "{}",
    event: "trouble",
    also: readFacts,
    sample:
      '{"level":50,"time":"2026-11-21T20:48:55.120Z","pid":4711,"name":"store","event":"receipts-not-written","msg":"said"}',
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
    if (entry.event === "notice" && entry.reason === "") entry.reason = text(facts.msg);
    return row;
  },
};

const services: Readonly<Record<string, Entry["service"]>> = { pop3: "pop3", lmtp: "lmtp" };

function readFacts(entry: Entry): undefined {
  const facts = entry.facts ?? {};
  entry.service = services[text(facts.name)] ?? "system";
  entry.sessionId = text(facts.sessionId ?? facts.session);
  entry.remoteIp = ipOf(text(facts.remoteIp ?? facts.ip)) ?? "";
  entry.account = text(facts.account) || text(facts.to);
  entry.sender = text(facts.from);
  entry.tls = text(facts.tls);
  entry.dsn = text(facts.dsn ?? facts.status);
  entry.octets = count(facts.octets);
  entry.retrievedCount = count(facts.retrievedCount ?? facts.retrieved);
  entry.removedCount = count(facts.removedCount ?? facts.removed);
  if (typeof facts.ms === "number") entry.seconds = facts.ms / 1000;
  if (Number(facts.level) >= 50) entry.result = "failed";
  readDelivery(entry, facts);
  const err = facts.err as { message?: unknown } | string | undefined;
  const trouble = typeof err === "string" ? err : text(err?.message);
  entry.reason =
    ["reason", "refusal", "waitedFor", "limit", "network"].map((name) => text(facts[name])).find(Boolean) ?? trouble;
  if (entry.reason === "" && entry.result === "failed") entry.reason = text(facts.code) || text(facts.msg);
}

function readDelivery(entry: Entry, { event, code }: Readonly<Record<string, unknown>>): void {
  if (event !== "delivery" || typeof code !== "number") return;
  entry.result = code < 400 ? "ok" : code < 500 ? "deferred" : "failed";
  if (code >= 400) entry.event = code < 500 ? "delivery-deferred" : "delivery-failed";
}

function text(value: unknown): string {
  return typeof value === "string" ? Buffer.from(value, "utf8").toString("latin1") : "";
}

function count(value: unknown): number {
  return typeof value === "number" && value >= 0 ? value : -1;
}
