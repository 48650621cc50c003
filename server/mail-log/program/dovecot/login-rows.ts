import type { Entry } from "../../entry.ts";
import type { EventName, Result } from "../../schema.ts";
import { type Row, rowsOf } from "../../pattern/row.ts";

/** What login processes say before the elements (see `takeLoginElements`). */
const list: Row[] = [
  {
    says: "Login",
    event: "signed-in",
    result: "ok",
    sample:
      "Nov 21 20:48:55 mail dovecot: pop3-login: Login: user=<ann@example.org>, method=PLAIN, rip=192.0.2.7, lip=198.51.100.2, mpid=4711, TLS, session=<nQ3hB1xEyqfAAAIH>",
    gives: {
      account: "ann@example.org",
      remoteIp: "192.0.2.7",
      localIp: "198.51.100.2",
      tls: "TLS",
      mechanism: "PLAIN",
      sessionId: "nQ3hB1xEyqfAAAIH",
      service: "pop3",
    },
  },
  {
    says: "Logged in", // since 2.4
    event: "signed-in",
    result: "ok",
    sample:
      "2026-11-21T20:48:55.120391+01:00 mail dovecot[812]: imap-login: Logged in: user=<ann@example.org>, method=SCRAM-SHA-256, rip=2001:db8::7, lip=2001:db8::2, mpid=4711, TLS, session=<nQ3hB1xEyqfAAAIH>",
    gives: {
      account: "ann@example.org",
      remoteIp: "2001:db8::7",
      localIp: "2001:db8::2",
      tls: "TLS",
      mechanism: "SCRAM-SHA-256",
      sessionId: "nQ3hB1xEyqfAAAIH",
      service: "imap",
    },
  },
  failed(
    "Disconnected: Connection closed (auth failed, {attemptCount} attempts in {seconds} secs)",
    "Nov 21 20:48:55 mail dovecot: pop3-login: Disconnected: Connection closed (auth failed, 2 attempts in 5 secs): user=<bob@example.org>, method=PLAIN, rip=192.0.2.7, lip=198.51.100.2, session=<wz3hB1xE5qfAAAIH>",
  ),
  failed(
    "Disconnected: {reason} (auth failed, {attemptCount} attempts in {seconds} secs)",
    "Nov 21 20:48:55 mail dovecot: pop3-login: Disconnected: Inactivity (auth failed, 2 attempts in 5 secs): user=<bob@example.org>, method=PLAIN, rip=192.0.2.7, lip=198.51.100.2, session=<wz3hB1xE5qfAAAIH>",
    { reason: "Inactivity" },
  ),
  failed(
    "Disconnected (auth failed, {attemptCount} attempts in {seconds} secs)", // until 2.3
    "Nov 21 20:48:55 mail dovecot: pop3-login: Disconnected (auth failed, 2 attempts in 5 secs): user=<bob@example.org>, method=PLAIN, rip=192.0.2.7, lip=198.51.100.2, session=<wz3hB1xE5qfAAAIH>",
  ),
  failed(
    "Aborted login (auth failed, {attemptCount} attempts in {seconds} secs)", // until 2.3
    "Nov 21 20:48:55 mail dovecot: pop3-login: Aborted login (auth failed, 2 attempts in 5 secs): user=<bob@example.org>, method=PLAIN, rip=192.0.2.7, lip=198.51.100.2, session=<wz3hB1xE5qfAAAIH>",
  ),
  failed(
    "Aborted login by logging out (auth failed, {attemptCount} attempts in {seconds} secs)",
    "Nov 21 20:48:55 mail dovecot: pop3-login: Aborted login by logging out (auth failed, 2 attempts in 5 secs): user=<bob@example.org>, method=PLAIN, rip=192.0.2.7, lip=198.51.100.2, session=<wz3hB1xE5qfAAAIH>",
  ),
  failed(
    "Login aborted: {reason} (auth failed, {attemptCount} attempts in {seconds} secs) (auth_failed)", // since 2.4
    "Nov 21 20:48:55 mail dovecot: pop3-login: Login aborted: Connection closed (auth failed, 2 attempts in 5 secs) (auth_failed): user=<bob@example.org>, method=PLAIN, rip=192.0.2.7, lip=198.51.100.2, session=<wz3hB1xE5qfAAAIH>",
    { reason: "Connection closed" },
  ),
  {
    says: "Authenticate {} failed: {reason}",
    event: "sign-in-refused",
    result: "refused",
    sample:
      "Nov 21 20:48:55 mail dovecot: pop3-login: Authenticate CRAM-MD5 failed: Unsupported authentication mechanism.: user=<>, method=CRAM-MD5, rip=192.0.2.7, lip=198.51.100.2, TLS, session=<nQ3hB1xEyqfAAAIH>",
    gives: {
      remoteIp: "192.0.2.7",
      localIp: "198.51.100.2",
      tls: "TLS",
      mechanism: "CRAM-MD5",
      sessionId: "nQ3hB1xEyqfAAAIH",
      service: "pop3",
      reason: "Unsupported authentication mechanism.",
    },
  },
  {
    says: "Maximum number of connections from user+IP exceeded ({})",
    event: "sign-in-refused",
    result: "refused",
    also: (entry) => {
      entry.reason = "Maximum number of connections from user+IP exceeded";
    },
    sample:
      "Nov 21 20:48:55 mail dovecot: pop3-login: Maximum number of connections from user+IP exceeded (mail_max_userip_connections=10): user=<ann@example.org>, method=PLAIN, rip=192.0.2.7, lip=198.51.100.2, TLS, session=<nQ3hB1xEyqfAAAIH>",
    gives: {
      account: "ann@example.org",
      remoteIp: "192.0.2.7",
      localIp: "198.51.100.2",
      tls: "TLS",
      mechanism: "PLAIN",
      sessionId: "nQ3hB1xEyqfAAAIH",
      service: "pop3",
      reason: "Maximum number of connections from user+IP exceeded",
    },
  },
  ended(
    "Disconnected: {} ({})",
    "Nov 21 20:48:55 mail dovecot: pop3-login: Disconnected: Inactivity (no auth attempts in 180 secs): user=<>, rip=192.0.2.7, lip=198.51.100.2, session=<wz3hB1xE5qfAAAIH>",
    "timed-out",
    { reason: "Disconnected: Inactivity (no auth attempts in 180 secs)", result: "failed" },
  ),
  ended(
    "Disconnected ({})",
    "Nov 21 20:48:55 mail dovecot: pop3-login: Disconnected (no auth attempts in 0 secs): user=<>, rip=192.0.2.7, lip=198.51.100.2, TLS handshaking: SSL_accept() failed: error:14094412:SSL routines:ssl3_read_bytes:sslv3 alert bad certificate: SSL alert number 42, session=<wz3hB1xE5qfAAAIH>",
    "tls-failed",
    {
      tls: "TLS handshaking",
      result: "failed",
      reason:
        "SSL_accept() failed: error:14094412:SSL routines:ssl3_read_bytes:sslv3 alert bad certificate: SSL alert number 42",
    },
  ),
  ended(
    "Aborted login ({})",
    "Nov 21 20:48:55 mail dovecot: pop3-login: Aborted login (tried to use disallowed plaintext auth): user=<>, rip=192.0.2.7, lip=198.51.100.2, session=<wz3hB1xE5qfAAAIH>",
    "sign-in-refused",
    { reason: "Aborted login (tried to use disallowed plaintext auth)", result: "refused" },
  ),
  ended(
    "Aborted login by logging out ({})",
    "Nov 21 20:48:55 mail dovecot: pop3-login: Aborted login by logging out (no auth attempts in 1 secs): user=<>, rip=192.0.2.7, lip=198.51.100.2, session=<wz3hB1xE5qfAAAIH>",
    "disconnected-early",
    { reason: "Aborted login by logging out (no auth attempts in 1 secs)" },
  ),
  ended(
    "Login aborted: {} ({})",
    "Nov 21 20:48:55 mail dovecot: pop3-login: Login aborted: Connection closed (no auth attempts in 0 secs) (no_auth_attempts): user=<>, rip=192.0.2.7, lip=198.51.100.2, session=<wz3hB1xE5qfAAAIH>",
    "disconnected-early",
    { reason: "Login aborted: Connection closed (no auth attempts in 0 secs) (no_auth_attempts)" },
  ),
  ended(
    "Disconnected: {}",
    "Nov 21 20:48:55 mail dovecot: pop3-login: Disconnected: Auth process broken: user=<>, rip=192.0.2.7, lip=198.51.100.2, session=<wz3hB1xE5qfAAAIH>",
    "sign-in-trouble",
    { reason: "Disconnected: Auth process broken", result: "deferred" },
  ),
];

export const loginRows = rowsOf(list);

function failed(says: string, sample: string, more: Row["gives"] = {}): Row {
  return {
    says,
    event: "sign-in-failed",
    result: "failed",
    sample,
    gives: {
      account: "bob@example.org",
      remoteIp: "192.0.2.7",
      localIp: "198.51.100.2",
      mechanism: "PLAIN",
      sessionId: "wz3hB1xE5qfAAAIH",
      attemptCount: 2,
      seconds: 5,
      service: "pop3",
      ...more,
    },
  };
}

/** What the words in brackets mean, from the nearest to the most general. */
const endings: readonly (readonly [string, EventName, Result | ""])[] = [
  ["disallowed plaintext auth", "sign-in-refused", "refused"],
  ["unsupported auth mechanism", "sign-in-refused", "refused"],
  ["cert required", "sign-in-refused", "refused"],
  ["login disabled", "sign-in-refused", "refused"],
  ["invalid base64", "bad-command", "refused"],
  ["didn't send a cert", "sign-in-refused", "refused"],
  ["invalid cert", "sign-in-refused", "refused"],
  ["temporary failure", "sign-in-trouble", "deferred"],
  ["auth process", "sign-in-trouble", "deferred"],
  ["Auth process", "sign-in-trouble", "deferred"],
  ["internal failure", "sign-in-trouble", "deferred"],
  ["Internal login failure", "sign-in-trouble", "deferred"],
  ["proxy dest auth failed", "sign-in-failed", "failed"],
  ["authorization failed", "sign-in-failed", "failed"],
  ["user disabled", "sign-in-failed", "failed"],
  ["password expired", "sign-in-failed", "failed"],
  ["auth failed", "sign-in-failed", "failed"],
  ["Too many", "bad-command", "refused"],
  ["Inactivity", "timed-out", "failed"],
];

/** Why a client was let go: in the words, or, where TLS never came about, in the element that says so (which is the reason by then). */
function sortOut(entry: Entry, message: string): undefined {
  if (entry.tls === "TLS handshaking" && entry.reason !== "") {
    entry.event = "tls-failed";
    entry.result = "failed";
    return;
  }
  entry.reason = message;
  for (const [words, event, result] of endings) {
    if (!message.includes(words)) continue;
    entry.event = event;
    entry.result = result;
    return;
  }
}

function ended(says: string, sample: string, event: Row["event"], more: Row["gives"]): Row {
  return {
    says,
    event: "disconnected-early",
    also: sortOut,
    sample,
    gives: {
      remoteIp: "192.0.2.7",
      localIp: "198.51.100.2",
      sessionId: "wz3hB1xE5qfAAAIH",
      service: "pop3",
      event,
      ...more,
    },
  };
}
