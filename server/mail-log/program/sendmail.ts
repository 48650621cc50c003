import type { Entry } from "../entry.ts";
import { type Row, rowsOf } from "../pattern/row.ts";
import { ipOf, numberOf } from "../pattern/values.ts";
import type { MailProgram } from "./mail-program.ts";

const id = { queueId: "4ALKmtQx004711" } as const;
const client = { remoteHost: "client.example.net", remoteIp: "192.0.2.7", service: "smtp" } as const;
const relay = "client.example.net [192.0.2.7]";
const sample = (text: string) => `Nov 21 20:48:55 mail sm-mta[4711]: ${text}`;

const rows = rowsOf([
  {
    says: "from={}, size={}, {}, relay={}",
    event: "queued",
    result: "ok",
    also: readArrival,
    sample: sample(
      `4ALKmtQx004711: from=<eve@example.com>, size=1204, class=0, nrcpts=2, msgid=<20261121.7@example.net>, proto=ESMTP, daemon=MTA, relay=${relay}`,
    ),
    gives: {
      ...id,
      ...client,
      sender: "eve@example.com",
      octets: 1204,
      recipientCount: 2,
      messageId: "20261121.7@example.net",
    },
  },
  {
    says: "to={}, delay={}, {}stat={reason}",
    event: "delivered",
    also: readDelivery,
    sample: sample(
      "4ALKmtQx004711: to=<ann@example.org>, delay=00:00:02, xdelay=00:00:01, mailer=esmtp, pri=31204, relay=mx.example.org. [192.0.2.25], dsn=2.0.0, stat=Sent (Ok: queued as 9F1D422A0B5)",
    ),
    gives: {
      ...id,
      result: "ok",
      service: "smtp",
      account: "ann@example.org",
      remoteHost: "mx.example.org.",
      remoteIp: "192.0.2.25",
      seconds: 2,
      dsn: "2.0.0",
      handedAs: "9F1D422A0B5",
      reason: "Sent (Ok: queued as 9F1D422A0B5)",
    },
  },
  {
    says: "ruleset={}, arg1={}, relay={remoteHost} [{remoteIp}], reject={reason}",
    event: "mail-refused",
    result: "refused",
    sample: sample(
      `4ALKmtQx004711: ruleset=check_rcpt, arg1=<ann@example.org>, relay=${relay}, reject=550 5.7.1 <ann@example.org>... Relaying denied`,
    ),
    gives: { ...id, ...client, reason: "550 5.7.1 <ann@example.org>... Relaying denied" },
  },
  {
    says: "AUTH=server, relay={remoteHost} [{remoteIp}], authid={account<}, mech={mechanism}, bits={}",
    event: "signed-in",
    result: "ok",
    sample: sample(`AUTH=server, relay=${relay}, authid=bob@example.org, mech=PLAIN, bits=0`),
    gives: { ...client, account: "bob@example.org", mechanism: "PLAIN" },
  },
  {
    says: "AUTH failure ({mechanism}): {reason<}, relay={remoteHost} [{remoteIp}]",
    event: "sign-in-failed",
    result: "failed",
    sample: sample(
      `4ALKmtQx004711: AUTH failure (LOGIN): user not found (-20) SASL(-13): user not found: checkpass failed, relay=${relay}`,
    ),
    gives: {
      ...id,
      ...client,
      mechanism: "LOGIN",
      reason: "user not found (-20) SASL(-13): user not found: checkpass failed",
    },
  },
  {
    says: "STARTTLS=server, relay={remoteHost} [{remoteIp}], version={tls}, verify={}",
    event: "tls-started",
    result: "ok",
    sample: sample(
      `STARTTLS=server, relay=${relay}, version=TLSv1.3, verify=NO, cipher=TLS_AES_256_GCM_SHA384, bits=256/256`,
    ),
    gives: { ...client, tls: "TLSv1.3" },
  },
  {
    says: "STARTTLS=server, error: {reason}, relay={remoteHost} [{remoteIp}]",
    event: "tls-failed",
    result: "failed",
    sample: sample(
      `STARTTLS=server, error: accept failed=-1, reason=sslv3 alert bad certificate, SSL_error=1, errno=0, retry=-1, relay=${relay}`,
    ),
    gives: {
      ...client,
      reason: "accept failed=-1, reason=sslv3 alert bad certificate, SSL_error=1, errno=0, retry=-1",
    },
  },
  {
    says: "lost input channel from {remoteHost} [{remoteIp}] to {} after {reason}",
    event: "dropped",
    result: "failed",
    sample: sample(`4ALKmtQx004711: lost input channel from ${relay} to MTA after rcpt`),
    gives: { ...id, ...client, reason: "rcpt" },
  },
  {
    says: "{remoteHost} [{remoteIp}] did not issue {reason} during connection to {}",
    event: "disconnected-early",
    sample: sample(`4ALKmtQx004711: ${relay} did not issue MAIL/EXPN/VRFY/ETRN during connection to MTA`),
    gives: { ...id, ...client, reason: "MAIL/EXPN/VRFY/ETRN" },
  },
  {
    says: "rejecting connections on daemon {reason}",
    event: "trouble",
    result: "deferred",
    sample: sample("rejecting connections on daemon MTA: load average: 14"),
    gives: { service: "smtp", reason: "MTA: load average: 14" },
  },
  {
    says: "starting daemon ({}): {reason}",
    event: "started",
    sample: sample("starting daemon (8.17.1.9): SMTP+queueing@00:10:00"),
    gives: { service: "smtp", reason: "SMTP+queueing@00:10:00" },
  },
]);

/** sendmail, also by the names of its processes (sm-mta, sm-msp-queue). */
export const sendmail: MailProgram = {
  name: "sendmail",
  rows: rows.list,
  read(entry) {
    const { message } = entry;
    const queueId = /^([A-Za-z0-9]{12,16}): /.exec(message)?.[1] ?? "";
    if (queueId !== "") entry.queueId = queueId;
    const row: Row | null = rows.read(queueId === "" ? message : message.slice(queueId.length + 2), entry);
    if (row !== null) entry.service = "smtp";
    return row;
  },
};

/** The sender comes first and the relay last; in between stands a Message-ID that anybody wrote: each is sought from its own side. */
function readArrival(entry: Entry, message: string): boolean {
  const sizeAt = message.indexOf(", size=");
  if (sizeAt !== message.lastIndexOf(", size=")) return false;
  entry.sender = message.slice(5, sizeAt).replace(/^<|>$/g, "");
  const facts = message.slice(sizeAt);
  entry.octets = numberOf(pair(facts, ", size=")) ?? -1;
  entry.recipientCount = numberOf(pair(facts, ", nrcpts=")) ?? -1;
  entry.messageId = pair(facts, ", msgid=").replace(/^<|>$/g, "");
  readRelay(message.slice(message.lastIndexOf(", relay=") + 8), entry);
  return true;
}

const outcomes: readonly (readonly [string, Entry["event"], Entry["result"]])[] = [
  ["Sent", "delivered", "ok"],
  ["Deferred", "delivery-deferred", "deferred"],
  ["queued", "queued", "ok"],
];

/** False where a recipient looks like the rest of the line. */
function readDelivery(entry: Entry, message: string): boolean {
  const delayAt = message.indexOf(", delay=");
  const statAt = message.indexOf(", stat=");
  if (statAt < 0 || message.indexOf(", delay=", delayAt + 1) >= 0) return false;
  const facts = message.slice(delayAt, statAt);
  entry.account = message.slice(3, delayAt).replace(/^<|>$/g, "");
  const [hours = "0", minutes = "0", seconds = "0"] = pair(facts, ", delay=").split(":");
  entry.seconds = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
  entry.dsn = pair(facts, ", dsn=");
  const relayAt = facts.indexOf(", relay=");
  if (relayAt >= 0) readRelay(pair(facts, ", relay="), entry);
  entry.reason = message.slice(statAt + 7);
  const outcome = outcomes.find(([word]) => entry.reason.startsWith(word));
  [entry.event, entry.result] = outcome === undefined ? ["delivery-failed", "failed"] : [outcome[1], outcome[2]];
  entry.handedAs = /queued as ([A-Za-z0-9._-]{4,80})/.exec(entry.reason)?.[1] ?? "";
  return true;
}

function readRelay(text: string, entry: Entry): void {
  const match = /^(?:([^\s[\]]{1,255}) )?\[([^\]]{2,60})\](?: \(may be forged\))?$/.exec(text);
  entry.remoteHost = match?.[1] ?? "";
  entry.remoteIp = ipOf(match?.[2] ?? "") ?? "";
}

function pair(text: string, mark: string): string {
  const at = text.indexOf(mark);
  if (at < 0) return "";
  const end = text.indexOf(", ", at + mark.length);
  return text.slice(at + mark.length, end < 0 ? undefined : end);
}
