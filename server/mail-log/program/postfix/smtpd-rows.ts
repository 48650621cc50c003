import type { Entry } from "../../entry.ts";
import type { Row } from "../../pattern/row.ts";
import { readRefusal } from "./refusal.ts";

const client = { remoteHost: "client.example.net", remoteIp: "192.0.2.7", service: "smtp" } as const;
const refusal: Row["gives"] = {
  ...client,
  dsn: "5.7.1",
  sender: "eve@example.com",
  account: "ann@example.org",
  reason: "554 5.7.1 <ann@example.org>: Relay access denied",
};
const refusalText =
  "from client.example.net[192.0.2.7]: 554 5.7.1 <ann@example.org>: Relay access denied; from=<eve@example.com> to=<ann@example.org> proto=ESMTP helo=<client.example.net>";

/** What smtpd says of clients. The name before the address was looked up by Postfix, which takes no name with brackets in it. */
export const smtpdRows: Row[] = [
  {
    says: "connect from {remoteHost}[{remoteIp}]",
    event: "connected",
    sample: "Nov 21 20:48:50 mail postfix/smtpd[812]: connect from client.example.net[192.0.2.7]",
    gives: client,
  },
  {
    says: "connect from {remoteHost}[{remoteIp}]:{}", // smtpd_client_port_logging
    event: "connected",
    sample: "Nov 21 20:48:50 mail postfix/smtps/smtpd[812]: connect from unknown[unknown]:41822",
    gives: { remoteHost: "unknown", service: "submission" },
  },
  {
    says: "disconnect from {remoteHost}[{remoteIp}] {reason}",
    event: "disconnected",
    sample:
      "Nov 21 20:48:51 mail postfix/smtpd[812]: disconnect from client.example.net[192.0.2.7] ehlo=1 mail=1 rcpt=0/1 quit=1 commands=3/4",
    gives: { ...client, reason: "ehlo=1 mail=1 rcpt=0/1 quit=1 commands=3/4" },
  },
  {
    says: "disconnect from {remoteHost}[{remoteIp}]",
    event: "disconnected",
    sample: "Nov 21 20:48:51 mail postfix/smtpd[812]: disconnect from client.example.net[192.0.2.7]",
    gives: client,
  },
  {
    says: "lost connection after {reason} from {remoteHost}[{remoteIp}]",
    event: "dropped",
    result: "failed",
    sample: "Nov 21 20:48:51 mail postfix/smtpd[812]: lost connection after AUTH from client.example.net[192.0.2.7]",
    gives: { ...client, reason: "AUTH" },
  },
  {
    says: "timeout after {reason} from {remoteHost}[{remoteIp}]",
    event: "timed-out",
    result: "failed",
    sample:
      "Nov 21 20:48:51 mail postfix/smtpd[812]: timeout after DATA (1204 bytes) from client.example.net[192.0.2.7]",
    gives: { ...client, reason: "DATA (1204 bytes)" },
  },
  {
    says: "too many errors after {reason} from {remoteHost}[{remoteIp}]",
    event: "bad-command",
    result: "refused",
    sample: "Nov 21 20:48:51 mail postfix/smtpd[812]: too many errors after AUTH from client.example.net[192.0.2.7]",
    gives: { ...client, reason: "AUTH" },
  },
  {
    says: "improper command pipelining after {} from {remoteHost}[{remoteIp}]: {reason}",
    event: "bad-command",
    result: "refused",
    sample:
      "Nov 21 20:48:51 mail postfix/smtpd[812]: improper command pipelining after EHLO from client.example.net[192.0.2.7]: QUIT\\r\\n",
    gives: { ...client, reason: "QUIT\\r\\n" },
  },
  {
    says: "client={remoteHost}[{remoteIp}], sasl_method={mechanism}, sasl_username={account}",
    event: "mail-accepted",
    result: "ok",
    sample:
      "Nov 21 20:48:50 mail postfix/submission/smtpd[812]: 4XyZ1b2c3dz9: client=client.example.net[192.0.2.7], sasl_method=PLAIN, sasl_username=bob@example.org",
    gives: {
      ...client,
      service: "submission",
      queueId: "4XyZ1b2c3dz9",
      mechanism: "PLAIN",
      account: "bob@example.org",
    },
  },
  {
    says: "client={remoteHost}[{remoteIp}]",
    event: "mail-accepted",
    result: "ok",
    sample: "Nov 21 20:48:50 mail postfix/smtpd[812]: 9F1D422A0B5: client=client.example.net[192.0.2.7]",
    gives: { ...client, queueId: "9F1D422A0B5" },
  },
  {
    says: "client={remoteHost}[{remoteIp}], {}",
    event: "mail-accepted",
    result: "ok",
    sample:
      "Nov 21 20:48:50 mail postfix/smtpd[812]: 9F1D422A0B5: client=client.example.net[192.0.2.7], orig_queue_id=8E1D422A0B5, orig_client=localhost[127.0.0.1]",
    gives: { ...client, queueId: "9F1D422A0B5" },
  },
  ...["reject", "reject_warning", "milter-reject", "discard", "hold", "filter", "redirect", "warn"].map(
    (action): Row => ({
      says: `${action}: {} from {remoteHost}[{remoteIp}]: {reason}`,
      event:
        action === "discard"
          ? "discarded"
          : /^(?:hold|filter|redirect|warn|reject_warning)$/.test(action)
            ? "notice"
            : "mail-refused",
      result: action.endsWith("reject") ? "refused" : undefined,
      also: readRefusal,
      sample: `Nov 21 20:48:50 mail postfix/smtpd[812]: NOQUEUE: ${action}: RCPT ${refusalText}`,
      gives: refusal,
    }),
  ),
  {
    says: "{remoteHost}[{remoteIp}]: SASL {mechanism} authentication failed: {reason}",
    event: "sign-in-failed",
    result: "failed",
    also: takeName,
    sample:
      "Nov 21 20:48:51 mail postfix/smtpd[812]: warning: client.example.net[192.0.2.7]: SASL LOGIN authentication failed: authentication failure, sasl_username=bob@example.org",
    gives: { ...client, mechanism: "LOGIN", reason: "authentication failure", account: "bob@example.org" },
  },
  {
    says: "hostname {remoteHost} does not resolve to address {remoteIp}: {reason}",
    event: "address-mismatch",
    sample:
      "Nov 21 20:48:51 mail postfix/smtpd[812]: warning: hostname client.example.net does not resolve to address 192.0.2.7: Name or service not known",
    gives: { ...client, reason: "Name or service not known" },
  },
  {
    says: "hostname {remoteHost} does not resolve to address {remoteIp}",
    event: "address-mismatch",
    sample:
      "Nov 21 20:48:51 mail postfix/smtpd[812]: warning: hostname client.example.net does not resolve to address 192.0.2.7",
    gives: client,
  },
  ...["Anonymous", "Trusted", "Untrusted", "Verified"].map(
    (trust): Row => ({
      says: `${trust} TLS connection established from {remoteHost}[{remoteIp}]: {tls}`,
      event: "tls-started",
      result: "ok",
      sample: `Nov 21 20:48:50 mail postfix/smtpd[812]: ${trust} TLS connection established from client.example.net[192.0.2.7]: TLSv1.3 with cipher TLS_AES_256_GCM_SHA384 (256/256 bits)`,
      gives: { ...client, tls: "TLSv1.3 with cipher TLS_AES_256_GCM_SHA384 (256/256 bits)" },
    }),
  ),
  ...["Anonymous", "Trusted", "Untrusted", "Verified"].map(
    (trust): Row => ({
      says: `${trust} TLS connection established to {remoteHost}[{remoteIp}]:{}: {tls}`,
      event: "tls-started",
      result: "ok",
      sample: `Nov 21 20:48:50 mail postfix/smtp[812]: ${trust} TLS connection established to client.example.net[192.0.2.7]:25: TLSv1.3 with cipher TLS_AES_256_GCM_SHA384 (256/256 bits)`,
      gives: { ...client, tls: "TLSv1.3 with cipher TLS_AES_256_GCM_SHA384 (256/256 bits)" },
    }),
  ),
  {
    says: "SSL_accept error from {remoteHost}[{remoteIp}]: {reason}",
    event: "tls-failed",
    result: "failed",
    sample:
      "Nov 21 20:48:50 mail postfix/smtpd[812]: SSL_accept error from client.example.net[192.0.2.7]: lost connection",
    gives: { ...client, reason: "lost connection" },
  },
  {
    says: "TLS library problem: {reason}",
    event: "tls-failed",
    result: "failed",
    sample:
      "Nov 21 20:48:50 mail postfix/smtpd[812]: warning: TLS library problem: error:0A000412:SSL routines::sslv3 alert bad certificate:../ssl/record/rec_layer_s3.c:1584:SSL alert number 42:",
    gives: {
      service: "smtp",
      reason:
        "error:0A000412:SSL routines::sslv3 alert bad certificate:../ssl/record/rec_layer_s3.c:1584:SSL alert number 42:",
    },
  },
  {
    says: "Connection {} limit exceeded: {attemptCount} from {remoteHost}[{remoteIp!}] for service {}",
    event: "sign-in-refused",
    result: "refused",
    also: (entry, message) => {
      entry.reason = `Connection ${message.split(" ", 2)[1]} limit exceeded: ${entry.attemptCount}`;
    },
    sample:
      "Nov 21 20:48:50 mail postfix/smtpd[812]: warning: Connection rate limit exceeded: 31 from client.example.net[192.0.2.7] for service smtp",
    gives: { ...client, attemptCount: 31, reason: "Connection rate limit exceeded: 31" },
  },
  {
    says: "non-SMTP command from {remoteHost}[{remoteIp}]: {reason}",
    event: "bad-command",
    result: "refused",
    sample:
      "Nov 21 20:48:50 mail postfix/smtpd[812]: warning: non-SMTP command from client.example.net[192.0.2.7]: GET / HTTP/1.1",
    gives: { ...client, reason: "GET / HTTP/1.1" },
  },
  {
    says: "Illegal address syntax from {remoteHost}[{remoteIp}] in {reason}",
    event: "mail-refused",
    result: "refused",
    sample:
      "Nov 21 20:48:50 mail postfix/smtpd[812]: warning: Illegal address syntax from client.example.net[192.0.2.7] in MAIL command: <@>",
    gives: { ...client, reason: "MAIL command: <@>" },
  },
];

/** Postfix 3.9 adds the name that was tried behind the reason; it ends the line, and the reason is the checking program's. */
function takeName(entry: Entry): undefined {
  const at = entry.reason.indexOf(", sasl_username=");
  if (at < 0) return;
  entry.account = entry.reason.slice(at + 16);
  entry.reason = entry.reason.slice(0, at);
}
