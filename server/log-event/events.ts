import type { EventName, Result } from "../mail-log/schema.ts";
import type { LogField } from "./fields.ts";

export const logLevels = ["debug", "info", "warn", "error", "fatal"] as const;
export type LogLevel = (typeof logLevels)[number];

interface EventRow {
  /** Those it is said with; usually one. */
  readonly levels: readonly LogLevel[];
  readonly meaning: string;
  /** What it is in the vocabulary of mail logs, by which the page of mail logs knows it. */
  readonly as: EventName;
  readonly result?: Result;
  /** Always there; null where not known. */
  readonly fields: readonly LogField[];
  /** There where they are known. */
  readonly more?: readonly LogField[];
}

const repeated = ["more", "withinSeconds"] as const;
const session = ["sessionId", "remoteIp"] as const;
const trouble = { levels: ["error"], as: "trouble", result: "failed" } as const;

/**
 * Every event that Popdesk's own log may say: nothing else compiles. Names are stable, for other programs know them; docs/log-events.md is written
 * from this table.
 */
export const logEvents = {
  // What clients do.
  connected: {
    levels: ["debug"],
    meaning: "A client connected to a POP3 listener.",
    as: "connected",
    fields: [...session, "listener"],
  },
  "signed-in": {
    levels: ["debug"],
    meaning: "A client signed in and has its maildrop. Said at level debug: the session's end says it again.",
    as: "signed-in",
    result: "ok",
    fields: [...session, "listener", "account", "tls"],
  },
  "sign-in-refused": {
    levels: ["info"],
    meaning:
      "A sign-in was refused. `reason` is one word of a closed list (docs/log-knowledge.md explains each); `account` only where that account exists.",
    as: "sign-in-failed",
    result: "failed",
    fields: ["remoteIp", "reason", "tls"],
    more: ["sessionId", "account", "mechanism"],
  },
  "session-end": {
    levels: ["info"],
    meaning: "A POP3 session is over, with what it did. One line for each connection, whether it signed in or not.",
    as: "disconnected",
    fields: [
      ...session,
      "listener",
      "tls",
      "account",
      "mechanism",
      "reason",
      "commandCount",
      "retrievedCount",
      "markedCount",
      "removedCount",
      "octets",
      "lastRefusal",
      "seconds",
    ],
  },
  "handshake-failed": {
    levels: ["info"],
    meaning: "A TLS handshake failed; `reason` is what OpenSSL says.",
    as: "tls-failed",
    result: "failed",
    fields: [...session, "reason"],
  },
  "legacy-tls": {
    levels: ["warn"],
    meaning: "A client needs TLS that is no longer safe, on a listener that allows it.",
    as: "notice",
    fields: [...session, "listener", "tls", "cipher"],
  },
  "time-limit": {
    levels: ["info"],
    meaning:
      "A client was silent, or took nothing, for too long. `reason`: what was waited for (handshake, sign-in, client, stall).",
    as: "timed-out",
    result: "failed",
    fields: [...session, "reason"],
  },
  cut: {
    levels: ["error"],
    meaning: "A connection was cut in the middle of an answer, so that half of it does not pass for a whole.",
    as: "dropped",
    result: "failed",
    fields: ["sessionId", "err"],
  },
  "kept-out": {
    levels: ["warn"],
    meaning:
      "A connection was refused because its network is blocked, or kept out by a rule. The first is told at once, those after by number.",
    as: "sign-in-refused",
    result: "refused",
    fields: ["remoteIp", "listener"],
    more: repeated,
  },
  limit: {
    levels: ["warn"],
    meaning:
      "A connection was refused because a limit is reached. `reason` names it: connections, connections-per-address, lmtp-connections, web-connections, open-files.",
    as: "sign-in-refused",
    result: "refused",
    fields: ["reason", "remoteIp", "listener"],
    more: ["openFiles", ...repeated],
  },
  "proxy-refused": {
    levels: ["warn"],
    meaning: "A connection to a listener behind a proxy came from elsewhere, or without a good PROXY header.",
    as: "sign-in-refused",
    result: "refused",
    fields: ["remoteIp", "listener", "reason"],
    more: repeated,
  },
  "accept-failed": {
    levels: ["warn"],
    meaning: "The system could not hand over a connection.",
    as: "trouble",
    result: "failed",
    fields: ["code", "listener"],
    more: repeated,
  },
  "network-blocked": {
    levels: ["warn"],
    meaning: "A network is kept out for a while because of its guesses.",
    as: "sign-in-refused",
    result: "refused",
    fields: ["network", "refused", "addresses", "expiresAt"],
  },
  "web-request": {
    levels: ["debug"],
    meaning: "A request to the public web was answered.",
    as: "notice",
    fields: ["listener"],
    more: ["remoteIp", "method", "path", "status"],
  },

  // Mail that comes in.
  delivery: {
    levels: ["info", "warn"],
    meaning:
      "A message was stored, or refused, for one recipient (LMTP). `reply` and `dsn` are what the MTA was told; 4xx is a warning, for it is tried again.",
    as: "stored",
    fields: [...session, "sender", "account", "octets", "reply", "dsn"],
  },
  "lmtp-end": {
    levels: ["debug"],
    meaning: "An LMTP connection is over.",
    as: "disconnected",
    fields: [...session, "listener"],
  },
  "maildir-taken": {
    levels: ["info"],
    meaning: "Mail was taken from a watched Maildir.",
    as: "stored",
    result: "ok",
    fields: ["path", "account", "count"],
  },
  "maildir-trouble": {
    levels: ["warn"],
    meaning: "A watched Maildir cannot be emptied; the text says why.",
    as: "trouble",
    result: "deferred",
    fields: ["path", "account"],
  },
  "maildir-failed": { ...trouble, meaning: "A bug stopped the reading of a watched Maildir.", fields: ["path", "err"] },
  "maildirs-failed": { ...trouble, meaning: "Watched Maildirs are left for now.", fields: ["err"] },

  // Credentials.
  "password-upgraded": {
    levels: ["info"],
    meaning: "A password that came with a hash of another server is kept as argon2id now.",
    as: "notice",
    result: "ok",
    fields: ["account"],
  },
  "password-not-upgraded": {
    levels: ["warn"],
    meaning: "A password could not be kept as argon2id; the old hash stays.",
    as: "trouble",
    fields: ["account", "err"],
  },
  "scram-verifier": {
    levels: ["warn"],
    meaning: "A SCRAM verifier could not be kept.",
    as: "trouble",
    fields: ["account", "err"],
  },

  // Listeners and certificates.
  "listener-bound": {
    levels: ["info"],
    meaning: "A port or socket is open.",
    as: "started",
    result: "ok",
    fields: ["endpoint", "port"],
  },
  "listener-closed": { levels: ["info"], meaning: "A port or socket is closed.", as: "stopped", fields: ["endpoint"] },
  "listener-failed": { ...trouble, meaning: "A port could not be opened; tried again.", fields: ["endpoint", "code"] },
  "certificate-unusable": { ...trouble, meaning: "A certificate cannot be used.", fields: ["names", "err"] },
  "certificate-unreadable": {
    ...trouble,
    meaning: "The certificates cannot be read: those before stay.",
    fields: ["err"],
  },
  "certificates-not-read": { ...trouble, meaning: "The console keeps the certificate it has.", fields: ["err"] },
  "certificate-expiry": {
    levels: ["warn", "error"],
    meaning: "A certificate ends soon, or has ended (error).",
    as: "notice",
    fields: ["names", "notAfterAt", "thresholdDays"],
  },
  "acme-done": {
    levels: ["info"],
    meaning: "A certificate was fetched by ACME.",
    as: "notice",
    result: "ok",
    fields: ["names", "notAfterAt"],
  },
  "acme-failed": {
    levels: ["warn"],
    meaning: "A certificate could not be fetched by ACME; tried again.",
    as: "trouble",
    result: "deferred",
    fields: ["names", "what", "why", "err"],
  },
  "probe-failed": { ...trouble, meaning: "What clients are shown could not be looked at.", fields: ["err"] },

  // Changes.
  changed: {
    levels: ["info"],
    meaning:
      "Something was changed: a setting, an account, a certificate, a block, a lock that was cleared, a retention run that ended … `action` and `object` are those of the audit log, which has before and after.",
    as: "notice",
    result: "ok",
    fields: ["action", "object", "actor"],
    more: ["remoteIp"],
  },

  // Alerts, tasks, runs.
  alert: {
    levels: ["warn"],
    meaning: "An alert fired, or got worse; the text says what it is.",
    as: "notice",
    fields: ["condition", "subject", "severity"],
  },
  "alert-resolved": {
    levels: ["info"],
    meaning: "An alert is over.",
    as: "notice",
    result: "ok",
    fields: ["condition", "subject"],
  },
  "alert-not-sent": {
    levels: ["warn", "error"],
    meaning: "An alert could not be sent by a channel; tried again.",
    as: "trouble",
    result: "deferred",
    fields: ["channel"],
    more: ["attempt", "err"],
  },
  "alert-given-up": {
    ...trouble,
    meaning: "An alert is not tried any more by a channel.",
    fields: ["channel", "message", "attempt"],
  },
  "alerts-not-delivered": {
    ...trouble,
    meaning: "Alerts could not be sent; tried again.",
    fields: ["err"],
    more: ["channel"],
  },
  "alerts-not-purged": { ...trouble, meaning: "Old alerts could not be removed; tried again.", fields: ["err"] },
  "conditions-not-evaluated": { ...trouble, meaning: "Alerts could not be evaluated; tried again.", fields: ["err"] },
  "disk-not-looked-at": { ...trouble, meaning: "The disk's space could not be read; tried again.", fields: ["err"] },
  "condition-not-looked-at": {
    ...trouble,
    meaning: "An alert's condition could not be looked at: it is left as it stands.",
    fields: ["condition", "err"],
  },
  "task-failed": { ...trouble, meaning: "A task failed because of a bug.", fields: ["task", "err"] },
  "task-not-ended": { ...trouble, meaning: "A task's end could not be written.", fields: ["task", "kind", "err"] },
  "tasks-not-read": { ...trouble, meaning: "Tasks wait for the database.", fields: ["err"] },
  "task-beat-failed": {
    levels: ["warn"],
    meaning: "A task could not say that it is going on.",
    as: "trouble",
    fields: ["task", "err"],
  },
  "run-trouble-not-noted": {
    levels: ["warn"],
    meaning: "A retention run has trouble that could not be written into its row.",
    as: "trouble",
    fields: ["run", "err"],
  },
  // The processes.
  started: {
    levels: ["info"],
    meaning: "The daemon is ready.",
    as: "started",
    result: "ok",
    fields: ["version", "workers"],
  },
  stopping: { levels: ["info"], meaning: "The daemon stops.", as: "stopped", fields: ["reason"] },
  stopped: { levels: ["info"], meaning: "The daemon has stopped.", as: "stopped", result: "ok", fields: [] },
  failed: { ...trouble, levels: ["fatal"], meaning: "The daemon ends because of a bug.", fields: ["err"] },
  "worker-failed": { ...trouble, levels: ["fatal"], meaning: "A worker ends because of a bug.", fields: ["err"] },
  "worker-died": { ...trouble, meaning: "A worker died; its locks are freed.", fields: ["worker", "reason"] },
  "worker-silent": { ...trouble, meaning: "A worker does not answer and is killed.", fields: ["worker"] },
  "incarnation-failed": { ...trouble, meaning: "A worker could not be registered.", fields: ["err"] },
  "incarnation-not-ended": {
    ...trouble,
    meaning: "A dead worker's locks could not be freed yet.",
    fields: ["err"],
  },
  incident: {
    ...trouble,
    meaning: "A bug. The client or the page was told the number.",
    fields: ["err"],
    more: ["incident", "sessionId"],
  },
  trouble: {
    ...trouble,
    meaning: "Disk or database had trouble, and a client was told to try again later.",
    fields: ["err"],
    more: ["incident", "sessionId"],
  },
  "database-back": {
    levels: ["info"],
    meaning: "The database answers again.",
    as: "notice",
    result: "ok",
    fields: [],
  },
  "look-failed": { ...trouble, meaning: "Wishes cannot be read, or facts not written.", fields: ["err"] },
  "requests-failed": { ...trouble, meaning: "Requests could not be answered; tried again.", fields: ["err"] },
  "heartbeat-failed": { ...trouble, meaning: "The heartbeat cannot be written.", fields: ["err"] },
  "chore-failed": { ...trouble, meaning: "A chore failed and is left for its next time.", fields: ["chore", "err"] },
  "block-failed": { ...trouble, meaning: "A network could not be blocked.", fields: ["network", "err"] },
  "throttles-not-written": { ...trouble, meaning: "Throttles could not be written.", fields: ["err"] },
  "metrics-not-written": { ...trouble, meaning: "Metrics are kept until they can be written.", fields: ["err"] },
  "metrics-written": {
    levels: ["info"],
    meaning: "Metrics are written again.",
    as: "notice",
    result: "ok",
    fields: [],
  },
  "sessions-not-written": { ...trouble, meaning: "Sessions could not be recorded yet.", fields: ["err", "sessions"] },
  "traces-not-written": { ...trouble, meaning: "Traces could not be recorded yet.", fields: ["err", "sessions"] },
  "receipts-not-written": { ...trouble, meaning: "Receipts are caught up with later.", fields: ["err"] },
  "live-not-read": { ...trouble, meaning: "Live pages wait for the database.", fields: ["err"] },
  unhealthy: {
    levels: ["warn"],
    meaning: "The console cannot read its database.",
    as: "trouble",
    result: "failed",
    fields: ["err"],
  },
  "logs-not-followed": { ...trouble, meaning: "The page of mail logs waits for the logs database.", fields: ["err"] },
  "logs-not-read": {
    levels: ["warn"],
    meaning: "Mail logs could not be read, or their lines not stored; tried again.",
    as: "trouble",
    result: "deferred",
    fields: ["err"],
  },
  "log-reader-ended": {
    ...trouble,
    meaning: "The process that reads mail logs ended because of a bug.",
    fields: ["err"],
  },
  "log-not-written": {
    levels: ["warn"],
    meaning:
      "The log's file takes no lines (`code` says why), or takes them again (`code` null); `dropped` lines are missing there, and stand on standard error.",
    as: "trouble",
    result: "failed",
    fields: ["path", "code", "dropped"],
  },
} as const satisfies Readonly<Record<string, EventRow>>;

export type LogEventName = keyof typeof logEvents;

/** The same, as rows to go through. */
export const logEventRows: readonly (EventRow & { readonly name: LogEventName })[] = (
  Object.keys(logEvents) as LogEventName[]
).map((name) => ({ name, ...(logEvents[name] as EventRow) }));
