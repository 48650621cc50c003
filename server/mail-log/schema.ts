/** What lines of mail logs are told by: one vocabulary for all programs. Names are stable: filters, exports and other programs know them. */

/** What happened, and what it says to a person. In a program's rows no other name compiles. */
export const eventMeanings = {
  connected: "A client connected.",
  "signed-in": "A client signed in.",
  "sign-in-failed": "A name or password was wrong, or the account may not sign in.",
  "sign-in-refused":
    "A client was refused before its password was looked at: no TLS, too many connections, a block, maintenance.",
  "sign-in-trouble": "A sign-in could not be checked: database, directory or the program that checks it had trouble.",
  "maildrop-locked": "Another session has the maildrop.",
  disconnected: "A session is over; octets and counts say what it did.",
  "disconnected-early": "A client left, or was let go, before it signed in.",
  "timed-out": "A client was silent for too long.",
  dropped: "A connection broke off without a farewell.",
  "bad-command": "A client said what the protocol does not know, or too much of it.",
  "tls-started": "A connection is encrypted.",
  "tls-failed": "A TLS handshake failed.",
  "mail-accepted": "A message is coming in from a client.",
  "message-identified": "A message's Message-ID was noted.",
  queued: "A message is in the queue to be delivered.",
  delivered: "A message was handed over or put into its mailbox.",
  "delivery-deferred": "A delivery failed for now and is tried again.",
  "delivery-failed": "A delivery failed for good.",
  stored: "A message was put into a mailbox.",
  forwarded: "A message was sent on to another address.",
  discarded: "A message was thrown away by a rule.",
  "bounce-sent": "A report about a failed or delayed delivery was sent.",
  "queue-removed": "A message left the queue: all of its deliveries are settled.",
  "mail-refused": "A client's message, sender or recipient was refused.",
  unreachable: "Another server could not be reached.",
  "server-refused":
    "Another server refused a message or to talk at all; what becomes of the message stands in the delivery's own line.",
  "over-quota": "A mailbox is full.",
  removed: "Messages were removed from a mailbox.",
  "address-mismatch": "A client's name and IP address do not belong together.",
  started: "A program or part of it started.",
  stopped: "A program or part of it stopped.",
  reloaded: "A program read its configuration again.",
  statistics: "Figures about connections or caches.",
  trouble: "Something in the program or on the machine went wrong.",
  notice: "Something a program mentions, of no consequence by itself.",
} as const;

export type EventName = keyof typeof eventMeanings;

/** How it ended: done · to be tried again · over for good · not allowed. */
export const results = ["ok", "deferred", "failed", "refused"] as const;
export type Result = (typeof results)[number];

/** What part of mail it belongs to, whatever the program is called. */
export const services = [
  "pop3",
  "imap",
  "sieve",
  "smtp",
  "submission",
  "lmtp",
  "local",
  "queue",
  "auth",
  "system",
] as const;
export type Service = (typeof services)[number];

/** Every field of a line and what it holds, in the order in which they are written. Absent where a line does not say it. */
export const fieldMeanings = {
  time: "When, UTC, as the line's stamp says; the year and zone are inferred where it has none.",
  host: "The machine that wrote the line.",
  program: "The program as it calls itself: dovecot, postfix/smtpd.",
  pid: "Its process.",
  service: "The part of mail: pop3, smtp, lmtp, queue, auth …",
  event: "What happened, one name of the table of events.",
  result: "ok, deferred (tried again), failed (for good) or refused.",
  account: "Whose mail it is about: the name that signed in, the recipient of a delivery.",
  sender: "Envelope sender of a message; empty for a report.",
  remoteIp: "The other side's IP address: the client, or the server a message was handed to.",
  remoteHost: "The other side's name, as the program found it.",
  localIp: "Our own IP address of the connection.",
  tls: "Version of TLS and cipher where the line says them, else TLS.",
  mechanism: "How it signed in: PLAIN, LOGIN, SCRAM-SHA-256 …",
  sessionId: "The program's name of the session.",
  queueId: "The name of the message in the program's queue.",
  handedAs: "What the next server called the message: its queue id or delivery id.",
  messageId: "The Message-ID field, without angle brackets.",
  octets: "Octets of the message, or sent to the client in a session.",
  retrievedCount: "Messages downloaded in the session.",
  removedCount: "Messages removed in the session.",
  messageCount: "Messages in the maildrop.",
  attemptCount: "Sign-in attempts in the connection.",
  recipientCount: "Recipients of the message.",
  seconds: "How long the session or delivery took.",
  dsn: "Enhanced status code of a delivery (RFC 3463), such as 5.1.1.",
  reason: "Why, in the program's own words.",
} as const;

export type FieldName = keyof typeof fieldMeanings;

export interface LineFields {
  time?: string;
  host?: string;
  program?: string;
  pid?: number;
  service?: Service;
  event?: EventName;
  result?: Result;
  account?: string;
  sender?: string;
  remoteIp?: string;
  remoteHost?: string;
  localIp?: string;
  tls?: string;
  mechanism?: string;
  sessionId?: string;
  queueId?: string;
  handedAs?: string;
  messageId?: string;
  octets?: number;
  retrievedCount?: number;
  removedCount?: number;
  messageCount?: number;
  attemptCount?: number;
  recipientCount?: number;
  seconds?: number;
  dsn?: string;
  reason?: string;
}
