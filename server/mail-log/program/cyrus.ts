import type { Entry } from "../entry.ts";
import { type Row, rowsOf } from "../pattern/row.ts";
import type { MailProgram } from "./mail-program.ts";

const client = { remoteHost: "client.example.net", remoteIp: "192.0.2.7", service: "pop3" } as const;
const host = "client.example.net [192.0.2.7]";

const rows = rowsOf([
  {
    says: "login: {remoteHost} [{remoteIp}] {account<} User logged in SESSIONID=<{sessionId}>",
    event: "signed-in",
    result: "ok",
    also: takeMechanism,
    sample: `Nov 21 20:48:55 mail cyrus/pop3[4711]: login: ${host} ann@example.org plaintext+TLS User logged in SESSIONID=<cyrus-4711-1795294135-1>`,
    gives: {
      ...client,
      account: "ann@example.org",
      mechanism: "plaintext",
      tls: "TLS",
      sessionId: "cyrus-4711-1795294135-1",
    },
  },
  {
    says: "login: {remoteHost} [{remoteIp}] {account<} User logged in",
    event: "signed-in",
    result: "ok",
    also: takeMechanism,
    sample: `Nov 21 20:48:55 mail cyrus/imap[4711]: login: ${host} ann@example.org DIGEST-MD5 User logged in`,
    gives: { ...client, service: "imap", account: "ann@example.org", mechanism: "DIGEST-MD5" },
  },
  {
    says: "badlogin: {remoteHost} [{remoteIp}] {mechanism} ({account<}) [{reason}]",
    event: "sign-in-failed",
    result: "failed",
    sample: `Nov 21 20:48:55 mail cyrus/pop3[4711]: badlogin: ${host} plaintext (bob) [SASL(-13): authentication failure: checkpass failed]`,
    gives: {
      ...client,
      account: "bob",
      mechanism: "plaintext",
      reason: "SASL(-13): authentication failure: checkpass failed",
    },
  },
  {
    says: "badlogin: {remoteHost} [{remoteIp}] {mechanism} ({account<}) {reason}",
    event: "sign-in-failed",
    result: "failed",
    sample: `Nov 21 20:48:55 mail cyrus/pop3[4711]: badlogin: ${host} plaintext (bob) invalid user`,
    gives: { ...client, account: "bob", mechanism: "plaintext", reason: "invalid user" },
  },
  {
    says: "badlogin: {remoteHost} [{remoteIp}] anonymous login refused",
    event: "sign-in-refused",
    result: "refused",
    sample: `Nov 21 20:48:55 mail cyrus/pop3[4711]: badlogin: ${host} anonymous login refused`,
    gives: client,
  },
  {
    says: "badlogin: {remoteHost} [{remoteIp}] {mechanism} {account} SASL{reason}", // until 2.4
    event: "sign-in-failed",
    result: "failed",
    also: (entry) => !entry.account.includes(" "),
    sample: `Nov 21 20:48:55 mail pop3[4711]: badlogin: ${host} plaintext bob SASL(-13): authentication failure: checkpass failed`,
    gives: {
      ...client,
      account: "bob",
      mechanism: "plaintext",
      reason: "(-13): authentication failure: checkpass failed",
    },
  },
  {
    says: "starttls: {tls} no authentication",
    event: "tls-started",
    result: "ok",
    sample:
      "Nov 21 20:48:55 mail cyrus/pop3[4711]: starttls: TLSv1.3 with cipher TLS_AES_256_GCM_SHA384 (256/256 bits new) no authentication",
    gives: { service: "pop3", tls: "TLSv1.3 with cipher TLS_AES_256_GCM_SHA384 (256/256 bits new)" },
  },
  {
    says: "STARTTLS negotiation failed: {remoteHost} [{remoteIp}]",
    event: "tls-failed",
    result: "failed",
    sample: `Nov 21 20:48:55 mail cyrus/imap[4711]: STARTTLS negotiation failed: ${host}`,
    gives: { ...client, service: "imap" },
  },
  {
    says: "[pop3d] STARTTLS failed: {remoteHost} [{remoteIp}]",
    event: "tls-failed",
    result: "failed",
    sample: `Nov 21 20:48:55 mail cyrus/pop3[4711]: [pop3d] STARTTLS failed: ${host}`,
    gives: client,
  },
  {
    says: "pop3s failed: {remoteHost} [{remoteIp}]",
    event: "tls-failed",
    result: "failed",
    sample: `Nov 21 20:48:55 mail cyrus/pop3s[4711]: pop3s failed: ${host}`,
    gives: client,
  },
  {
    says: "Unable to lock maildrop {}: {reason}",
    event: "maildrop-locked",
    result: "refused",
    sample: "Nov 21 20:48:55 mail cyrus/pop3[4711]: Unable to lock maildrop user.ann: Mailbox is locked by POP server",
    gives: { service: "pop3", reason: "Mailbox is locked by POP server" },
  },
  {
    says: "Unable to open maildrop {}: {reason}",
    event: "trouble",
    result: "failed",
    sample: "Nov 21 20:48:55 mail cyrus/pop3[4711]: Unable to open maildrop user.ann: Mailbox does not exist",
    gives: { service: "pop3", reason: "Mailbox does not exist" },
  },
  {
    says: "Too many open connections ({reason})",
    event: "sign-in-refused",
    result: "refused",
    sample: "Nov 21 20:48:55 mail cyrus/pop3[4711]: Too many open connections (10 of 10 from 192.0.2.7)",
    gives: { service: "pop3", reason: "10 of 10 from 192.0.2.7" },
  },
  {
    says: "counts: retr=<{retrievedCount}> top=<{}> dele=<{removedCount}>",
    event: "disconnected",
    sample: "Nov 21 20:49:01 mail cyrus/pop3[4711]: counts: retr=<2> top=<0> dele=<1>",
    gives: { service: "pop3", retrievedCount: 2, removedCount: 1 },
  },
  {
    says: "auditlog: traffic sessionid=<{sessionId}> bytes_in=<{}> bytes_out=<{octets}>",
    event: "disconnected",
    sample:
      "Nov 21 20:49:01 mail cyrus/pop3[4711]: auditlog: traffic sessionid=<cyrus-4711-1795294135-1> bytes_in=<24> bytes_out=<5600>",
    gives: { service: "pop3", sessionId: "cyrus-4711-1795294135-1", octets: 5600 },
  },
  {
    says: "Expunged {removedCount} messages from {}",
    event: "removed",
    result: "ok",
    sample: "Nov 21 20:49:01 mail cyrus/pop3[4711]: Expunged 1 messages from user.ann",
    gives: { service: "pop3", removedCount: 1 },
  },
  {
    says: "Delivered: {messageId<} to mailbox: {}",
    event: "stored",
    result: "ok",
    also: (entry) => {
      entry.messageId = entry.messageId.replace(/^<|>$/g, "");
    },
    sample: "Nov 21 20:48:50 mail cyrus/lmtpunix[4712]: Delivered: <20261121.7@example.net> to mailbox: user.ann",
    gives: { service: "lmtp", messageId: "20261121.7@example.net" },
  },
  {
    says: "open: user {account} opened {}",
    event: "notice",
    sample: "Nov 21 20:48:55 mail cyrus/imap[4711]: open: user ann@example.org opened INBOX",
    gives: { service: "imap", account: "ann@example.org" },
  },
  {
    says: "accepted connection",
    event: "connected",
    sample: "Nov 21 20:48:50 mail cyrus/lmtpunix[4712]: accepted connection",
    gives: { service: "lmtp" },
  },
  {
    says: "Fatal error: {reason}",
    event: "trouble",
    result: "failed",
    sample: "Nov 21 20:48:50 mail cyrus/pop3[4711]: Fatal error: Internal error: assertion failed",
    gives: { service: "pop3", reason: "Internal error: assertion failed" },
  },
]);

/** Cyrus IMAP's processes, by Debian's names (cyrus/pop3) or its own (pop3, lmtpunix). */
export const cyrus: MailProgram = {
  name: "Cyrus",
  rows: rows.list,
  read(entry) {
    const row: Row | null = rows.read(entry.message, entry);
    if (row !== null) entry.service = serviceOf(entry.program);
    return row;
  },
};

function serviceOf(program: string): Entry["service"] {
  if (program.includes("pop3")) return "pop3";
  if (program.includes("imap")) return "imap";
  if (program.includes("lmtp")) return "lmtp";
  return program.includes("sieve") ? "sieve" : "system";
}

/** "ann@example.org plaintext+TLS": the mechanism is the last word, which no name can take away. */
function takeMechanism(entry: Entry): boolean {
  const at = entry.account.lastIndexOf(" ");
  if (at < 0) return false;
  const mechanism = entry.account.slice(at + 1);
  entry.account = entry.account.slice(0, at);
  if (mechanism.endsWith("+TLS")) entry.tls = "TLS";
  entry.mechanism = mechanism.replace("+TLS", "");
  return true;
}
