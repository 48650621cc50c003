import { fieldMeanings } from "../mail-log/schema.ts";

const { account, sender, remoteIp, sessionId, tls, mechanism, dsn, reason } = fieldMeanings;

/** Kinds of values, as JSON has them; any may be null where it is not known. */
export interface FieldValues {
  readonly text: string | null;
  readonly number: number | null;
  readonly flag: boolean | null;
  readonly texts: readonly string[];
  readonly instant: Date | null;
  /** An error: its type, message, code and stack. */
  readonly error: unknown;
}

/**
 * Every field that an event of Popdesk's own log may have, and what it holds. What the vocabulary of mail logs has a name for is called so here
 * too, and means the same.
 */
export const logFields = {
  account: { kind: "text", meaning: account },
  sender: { kind: "text", meaning: sender },
  remoteIp: { kind: "text", meaning: remoteIp },
  sessionId: { kind: "text", meaning: sessionId },
  tls: { kind: "text", meaning: tls },
  mechanism: { kind: "text", meaning: mechanism },
  octets: { kind: "number", meaning: fieldMeanings.octets },
  retrievedCount: { kind: "number", meaning: fieldMeanings.retrievedCount },
  removedCount: { kind: "number", meaning: fieldMeanings.removedCount },
  seconds: { kind: "number", meaning: fieldMeanings.seconds },
  dsn: { kind: "text", meaning: dsn },
  reason: { kind: "text", meaning: reason },

  markedCount: { kind: "number", meaning: "Messages marked as deleted (DELE) when the session ended." },
  commandCount: { kind: "number", meaning: "Commands heard in the session." },
  lastRefusal: { kind: "text", meaning: "The last -ERR of the session, with its response code." },
  listener: { kind: "text", meaning: "The listener's name." },
  endpoint: { kind: "text", meaning: "Address and port, or path of a socket." },
  port: { kind: "number", meaning: "The port that was given." },
  cipher: { kind: "text", meaning: "OpenSSL's name of the cipher." },
  network: { kind: "text", meaning: "Network in CIDR form." },
  refused: { kind: "number", meaning: "Refused sign-ins that were counted." },
  addresses: { kind: "number", meaning: "Addresses at which they were tried." },
  expiresAt: { kind: "instant", meaning: "Until when it holds." },
  openFiles: { kind: "number", meaning: "How many files the process may open." },
  more: { kind: "number", meaning: "How many more of the same there were since the last such line." },
  withinSeconds: { kind: "number", meaning: "Within how many seconds." },
  code: { kind: "text", meaning: "The system's name of an error, such as EADDRINUSE." },
  reply: { kind: "number", meaning: "Reply code of LMTP, such as 250." },
  path: { kind: "text", meaning: "Absolute path of a file or folder." },
  count: { kind: "number", meaning: "How many." },
  names: { kind: "texts", meaning: "Host names of a certificate." },
  notAfterAt: { kind: "instant", meaning: "When the certificate ends." },
  thresholdDays: { kind: "number", meaning: "Days before that end that the warning is for; 0: it is over." },
  what: { kind: "text", meaning: "What failed, as a sentence." },
  why: { kind: "text", meaning: "Why, as a sentence." },
  condition: { kind: "text", meaning: "The alert's condition." },
  subject: { kind: "text", meaning: "What the alert is about." },
  severity: { kind: "text", meaning: "warning or critical." },
  channel: { kind: "text", meaning: "Name of the channel that alerts are sent by." },
  message: { kind: "number", meaning: "Number of the alert's message." },
  attempt: { kind: "number", meaning: "Which attempt it was." },
  task: { kind: "number", meaning: "Number of the task." },
  kind: { kind: "text", meaning: "Kind of the task." },
  run: { kind: "number", meaning: "Number of the retention run." },
  chore: { kind: "text", meaning: "Name of the daemon's chore." },
  worker: { kind: "number", meaning: "Process id of the worker." },
  workers: { kind: "number", meaning: "How many workers." },
  version: { kind: "text", meaning: "Version of Popdesk." },
  sessions: { kind: "number", meaning: "How many sessions it is about." },
  incident: { kind: "text", meaning: "The number that was told to the client or shown on the page." },
  method: { kind: "text", meaning: "Method of a web request." },
  status: { kind: "number", meaning: "HTTP status." },
  action: { kind: "text", meaning: "What was changed, as the audit log names it." },
  object: { kind: "text", meaning: "What it was done to." },
  actor: { kind: "text", meaning: "Who did it." },
  dropped: { kind: "number", meaning: "Lines that were lost." },
  err: { kind: "error", meaning: "The error: type, message, code and stack." },
} as const satisfies Readonly<Record<string, { kind: keyof FieldValues; meaning: string }>>;

export type LogField = keyof typeof logFields;
export type FieldValue<Name extends LogField> = FieldValues[(typeof logFields)[Name]["kind"]];
