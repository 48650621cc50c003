import { type Row, rowsOf } from "../pattern/row.ts";
import type { MailProgram } from "./mail-program.ts";

const row = (
  says: string,
  event: Row["event"],
  text: string,
  gives: Row["gives"] = {},
  result?: Row["result"],
): Row => ({
  says,
  event,
  result,
  sample: `@400000006920d70a1dcd6500 ${text}`,
  gives: { service: "queue", ...gives },
});
const msg = { queueId: "93855" } as const;

/** Deliveries are numbered by themselves: the number joins "starting delivery" to its outcome, and stands as the session. */
const rows = rowsOf([
  row("new msg {queueId}", "mail-accepted", "new msg 93855", msg, "ok"),
  row(
    "info msg {queueId}: bytes {octets} from <{sender<}> qp {} uid {}",
    "queued",
    "info msg 93855: bytes 1204 from <eve@example.com> qp 4711 uid 89",
    { ...msg, octets: 1204, sender: "eve@example.com" },
    "ok",
  ),
  row(
    "starting delivery {sessionId}: msg {queueId} to local {account}",
    "notice",
    "starting delivery 12: msg 93855 to local ann@example.org",
    { ...msg, sessionId: "12", account: "ann@example.org" },
  ),
  row(
    "starting delivery {sessionId}: msg {queueId} to remote {account}",
    "notice",
    "starting delivery 12: msg 93855 to remote ann@example.com",
    { ...msg, sessionId: "12", account: "ann@example.com" },
  ),
  row(
    "delivery {sessionId}: success: {reason}",
    "delivered",
    "delivery 12: success: did_0+0+1/",
    { sessionId: "12", reason: "did_0+0+1/" },
    "ok",
  ),
  row(
    "delivery {sessionId}: failure: {reason}",
    "delivery-failed",
    "delivery 12: failure: Sorry,_no_mailbox_here_by_that_name._(#5.1.1)/",
    { sessionId: "12", reason: "Sorry,_no_mailbox_here_by_that_name._(#5.1.1)/" },
    "failed",
  ),
  row(
    "delivery {sessionId}: deferral: {reason}",
    "delivery-deferred",
    "delivery 12: deferral: CNAME_lookup_failed_temporarily._(#4.4.3)/",
    { sessionId: "12", reason: "CNAME_lookup_failed_temporarily._(#4.4.3)/" },
    "deferred",
  ),
  row("bounce msg {queueId} qp {}", "bounce-sent", "bounce msg 93855 qp 4712", msg),
  row("triple bounce: discarding {}", "discarded", "triple bounce: discarding bounce/93855"),
  row("end msg {queueId}", "queue-removed", "end msg 93855", msg),
  row("status: {reason}", "statistics", "status: local 0/10 remote 1/20", { reason: "local 0/10 remote 1/20" }),
  row("pid {} from {remoteIp}", "connected", "tcpserver: pid 4711 from 192.0.2.7", {
    service: "system",
    remoteIp: "192.0.2.7",
  }),
  row("end {} status {reason}", "disconnected", "tcpserver: end 4711 status 256", { service: "system", reason: "256" }),
  row("warning: {reason}", "trouble", "warning: trouble opening remote/0/93855; will try again later", {
    reason: "trouble opening remote/0/93855; will try again later",
  }),
  row("alert: {reason}", "trouble", "alert: cannot start: unable to open mutex", {
    reason: "cannot start: unable to open mutex",
  }),
]);

/** qmail-send by multilog or by splogger (which writes seconds before its message), and tcpserver. */
export const qmail: MailProgram = {
  name: "qmail",
  rows: rows.list,
  read(entry) {
    const row = rows.read(entry.message.replace(/^\d{10}\.\d{6} /, ""), entry);
    if (row !== null) entry.service = entry.program === "tcpserver" ? "system" : "queue";
    return row;
  },
};
