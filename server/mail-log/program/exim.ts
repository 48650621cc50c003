import type { Entry } from "../entry.ts";
import { type Row, rowsOf } from "../pattern/row.ts";
import type { MailProgram } from "./mail-program.ts";
import { readArrival, readDelivered, readHost, readRefused } from "./exim-fields.ts";

const id = { queueId: "1vMXyz-0001Ab-2C" } as const;
const client = { remoteHost: "client.example.net", remoteIp: "192.0.2.7" } as const;
const server = { remoteHost: "mx.example.org", remoteIp: "192.0.2.25" } as const;
const row = (
  says: string,
  event: Row["event"],
  text: string,
  gives: Row["gives"],
  also?: Row["also"],
  result?: Row["result"],
): Row => ({
  says,
  event,
  result,
  also,
  sample: `2026-11-21 20:48:55 ${text}`,
  gives: { service: "smtp", ...gives },
});
const delivered =
  "ann@example.org R=dnslookup T=remote_smtp H=mx.example.org [192.0.2.25]:25 X=TLS1.3:ECDHE_X25519:256 CV=yes";

const rows = rowsOf([
  row(
    "<= {}",
    "mail-accepted",
    "1vMXyz-0001Ab-2C <= eve@example.com H=client.example.net (helo.example.net) [192.0.2.7] P=esmtpsa X=TLS1.3:ECDHE_X25519:256 CV=no A=plain_server:bob@example.org S=1204 id=20261121.7@example.net",
    {
      ...id,
      ...client,
      sender: "eve@example.com",
      tls: "TLS1.3:ECDHE_X25519:256",
      mechanism: "plain_server",
      account: "bob@example.org",
      octets: 1204,
      messageId: "20261121.7@example.net",
    },
    readArrival,
    "ok",
  ),
  row(
    "=> {}",
    "delivered",
    `1vMXyz-0001Ab-2C => ${delivered} C="250 2.0.0 Ok: queued as 9F1D422A0B5" QT=1s DT=0.4s`,
    {
      ...id,
      ...server,
      account: "ann@example.org",
      tls: "TLS1.3:ECDHE_X25519:256",
      handedAs: "9F1D422A0B5",
      reason: "250 2.0.0 Ok: queued as 9F1D422A0B5",
    },
    readDelivered,
    "ok",
  ),
  row(
    "-> {}",
    "delivered",
    "1vMXyz-0001Ab-2C -> ann <ann@example.org> R=local_user T=maildir_home",
    { ...id, account: "ann@example.org" },
    readDelivered,
    "ok",
  ),
  row(
    ">> {}",
    "delivered",
    "1vMXyz-0001Ab-2C >> ann@example.org R=cutthrough T=remote_smtp H=mx.example.org [192.0.2.25]",
    { ...id, ...server, account: "ann@example.org" },
    readDelivered,
    "ok",
  ),
  row(
    "*> {}",
    "notice",
    "1vMXyz-0001Ab-2C *> ann@example.org R=dnslookup T=remote_smtp",
    { ...id, account: "ann@example.org" },
    readDelivered,
  ),
  row(
    "** {}",
    "delivery-failed",
    "1vMXyz-0001Ab-2C ** ann@example.org R=dnslookup T=remote_smtp H=mx.example.org [192.0.2.25]: SMTP error from remote mail server after RCPT TO:<ann@example.org>: 550 5.1.1 no such user",
    {
      ...id,
      ...server,
      account: "ann@example.org",
      dsn: "5.1.1",
      reason: "SMTP error from remote mail server after RCPT TO:<ann@example.org>: 550 5.1.1 no such user",
    },
    readDelivered,
    "failed",
  ),
  row(
    "== {}",
    "delivery-deferred",
    "1vMXyz-0001Ab-2C == ann@example.org R=dnslookup T=remote_smtp defer (110): Connection timed out",
    { ...id, account: "ann@example.org", reason: "Connection timed out" },
    readDelivered,
    "deferred",
  ),
  row("Completed", "queue-removed", "1vMXyz-0001Ab-2C Completed", id),
  row("Completed {}", "queue-removed", "1vMXyz-0001Ab-2C Completed QT=1s", id),
  row("Frozen {}", "notice", "1vMXyz-0001Ab-2C Frozen (delivery error message)", id),
  row("Message is frozen", "notice", "1vMXyz-0001Ab-2C Message is frozen", id),
  row(
    "Spool file is locked {}",
    "notice",
    "1vMXyz-0001Ab-2C Spool file is locked (another process is handling this message)",
    id,
  ),
  row(
    "H={} rejected {reason}",
    "mail-refused",
    "H=client.example.net (helo) [192.0.2.7]:41822 F=<eve@example.com> rejected RCPT <ann@example.org>: relay not permitted",
    {
      ...client,
      sender: "eve@example.com",
      account: "ann@example.org",
      reason: "RCPT <ann@example.org>: relay not permitted",
    },
    readRefused,
    "refused",
  ),
  row(
    "rejected {reason}",
    "mail-refused",
    "rejected HELO from [192.0.2.7]: syntactically invalid argument(s): x y",
    { reason: "HELO from [192.0.2.7]: syntactically invalid argument(s): x y" },
    undefined,
    "refused",
  ),
  row(
    "{mechanism} authenticator failed for {remoteHost}: 535 {reason}",
    "sign-in-failed",
    "login_server authenticator failed for client.example.net ([203.0.113.66]) [192.0.2.7]:41822: 535 Incorrect authentication data (set_id=bob@example.org)",
    { ...client, mechanism: "login_server", account: "bob@example.org", reason: "535 Incorrect authentication data" },
    readFailedSignIn,
    "failed",
  ),
  row(
    "SMTP connection from {remoteHost} lost{reason}",
    "dropped",
    "SMTP connection from client.example.net (helo) [192.0.2.7] lost while reading message data",
    { ...client, reason: "while reading message data" },
    readClient,
    "failed",
  ),
  row(
    "SMTP connection from {remoteHost} closed by {reason}",
    "disconnected",
    "SMTP connection from client.example.net [192.0.2.7]:41822 closed by QUIT",
    { ...client, reason: "QUIT" },
    readClient,
  ),
  row(
    "SMTP connection from {remoteHost} (TCP/IP connection count = {})",
    "connected",
    "SMTP connection from [192.0.2.7]:41822 (TCP/IP connection count = 1)",
    { remoteIp: "192.0.2.7" },
    readClient,
  ),
  row(
    "SMTP command timeout on connection from {remoteHost}",
    "timed-out",
    "SMTP command timeout on connection from client.example.net (helo) [192.0.2.7]",
    client,
    readClient,
    "failed",
  ),
  row(
    "SMTP syntax error in {} {remoteHost} {reason}",
    "bad-command",
    'SMTP syntax error in "GET / HTTP/1.1" H=[192.0.2.7]:41822 unrecognized command',
    {},
    hideStranger,
    "refused",
  ),
  row(
    "unexpected disconnection while reading SMTP command from {remoteHost}",
    "dropped",
    "unexpected disconnection while reading SMTP command from client.example.net (helo) [192.0.2.7]:41822 D=2s",
    client,
    readClient,
    "failed",
  ),
  row(
    "no host name found for IP address {remoteIp}",
    "address-mismatch",
    "no host name found for IP address 192.0.2.7",
    { remoteIp: "192.0.2.7" },
  ),
  row(
    "no IP address found for host {reason}",
    "address-mismatch",
    "no IP address found for host client.example.net (during SMTP connection from [192.0.2.7]:41822)",
    { reason: "client.example.net (during SMTP connection from [192.0.2.7]:41822)" },
  ),
  ...["SSL_accept", "gnutls_handshake"].map((call) =>
    row(
      `TLS error on connection from {remoteHost} (${call}): {reason}`,
      "tls-failed",
      `TLS error on connection from client.example.net (helo) [192.0.2.7]:41822 (${call}): error:0A000412:SSL routines::sslv3 alert bad certificate`,
      { ...client, reason: "error:0A000412:SSL routines::sslv3 alert bad certificate" },
      readClient,
      "failed",
    ),
  ),
  row(
    "Connection from {remoteHost} refused: {reason}",
    "sign-in-refused",
    "Connection from [192.0.2.7]:41822 refused: too many connections",
    { remoteIp: "192.0.2.7", reason: "too many connections" },
    readClient,
    "refused",
  ),
  row("Start queue run: {}", "notice", "Start queue run: pid=4711", { service: "queue" }),
  row("End queue run: {}", "notice", "End queue run: pid=4711", { service: "queue" }),
  row(
    "exim {} daemon started: {reason}",
    "started",
    "exim 4.96 daemon started: pid=4711, -q30m, listening for SMTP on [127.0.0.1]:25",
    { service: "system", reason: "pid=4711, -q30m, listening for SMTP on [127.0.0.1]:25" },
  ),
]);

/** Exim's main and reject log, in its own files or by syslog. */
export const exim: MailProgram = {
  name: "Exim",
  rows: rows.list,
  read(entry) {
    let text = entry.message;
    // By syslog a line may bring its own stamp along, and with log_selector = +pid its process.
    text = text.replace(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d+)?(?: [+-]\d{4})? /, "").replace(/^\[\d+\] /, "");
    const queueId = /^([A-Za-z0-9]{6}-[A-Za-z0-9]{6,11}-[A-Za-z0-9]{2,4}) /.exec(text)?.[1] ?? "";
    if (queueId !== "") {
      entry.queueId = queueId;
      text = text.slice(queueId.length + 1);
    }
    const row = rows.read(text, entry);
    if (row !== null && entry.service === "") entry.service = row.gives.service ?? "smtp";
    return row;
  },
};

/** The client as it stands in `remoteHost` by then, taken apart. False for what is none. */
function readClient(entry: Entry): boolean {
  const text = entry.remoteHost;
  entry.reason = entry.reason.trimStart();
  entry.remoteHost = "";
  readHost(text, entry);
  return true;
}

/** "client (helo) [address]: 535 …": what was tried stands in brackets at the end, and may hold anything. */
function readFailedSignIn(entry: Entry): boolean {
  const { reason } = entry;
  const at = reason.indexOf(" (set_id=");
  if (at >= 0 && reason.endsWith(")")) entry.account = reason.slice(at + 9, -1);
  entry.reason = `535 ${at < 0 ? reason : reason.slice(0, at)}`;
  return readClient(entry);
}

/** What a client said stands before its address here. */
function hideStranger(entry: Entry): undefined {
  entry.remoteHost = "";
  entry.reason = "";
}
