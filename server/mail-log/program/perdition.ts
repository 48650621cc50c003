import type { Entry } from "../entry.ts";
import { type Row, rowsOf } from "../pattern/row.ts";
import { ipOf } from "../pattern/values.ts";
import type { MailProgram } from "./mail-program.ts";

const peers = "192.0.2.7:41822->198.51.100.2:110";
const ann = { remoteIp: "192.0.2.7", localIp: "198.51.100.2", service: "pop3" } as const;
const auth = (status: string) =>
  `Nov 21 20:48:55 mail perdition.pop3[4711]: Auth: ${peers} client-secure=tls authorisation_id=NONE authentication_id="ann" server="pop.example.org:110" protocol=POP3 server-secure=plaintext status="${status}"`;

const rows = rowsOf([
  {
    says: "Connect: {reason}",
    event: "connected",
    also: readPeers,
    sample: `Nov 21 20:48:55 mail perdition.pop3[4711]: Connect: ${peers}`,
    gives: ann,
  },
  {
    says: 'Auth: {reason} client-secure={tls} authorisation_id={} authentication_id="{account<}" server="{}" protocol={} server-secure={} status="ok"',
    event: "signed-in",
    result: "ok",
    also: readPeers,
    sample: auth("ok"),
    gives: { ...ann, account: "ann", tls: "tls" },
  },
  {
    says: 'Auth: {reason} client-secure={tls} authorisation_id={} authentication_id="{account<}" server="{}" protocol={} server-secure={} status="{}"',
    event: "sign-in-failed",
    result: "failed",
    also: (entry, message) => {
      readPeers(entry);
      entry.reason = message.slice(message.lastIndexOf('" server="')).replace(/^.*? status="|"$/g, "");
    },
    sample: auth("failed: authentication failure"),
    gives: { ...ann, account: "ann", tls: "tls", reason: "failed: authentication failure" },
  },
  {
    says: "Fatal error {reason}",
    event: "trouble",
    result: "failed",
    sample: "Nov 21 20:48:55 mail perdition.pop3[4711]: Fatal error establishing SSL connection to client",
    gives: { service: "pop3", reason: "establishing SSL connection to client" },
  },
  {
    says: "Fatal Error: Timeout {reason}",
    event: "timed-out",
    result: "failed",
    sample:
      "Nov 21 20:48:55 mail perdition.pop3[4711]: Fatal Error: Timeout reading authentication information from client 192.0.2.7:41822: Exiting child",
    gives: { service: "pop3", reason: "reading authentication information from client 192.0.2.7:41822: Exiting child" },
  },
]);

/** perdition, the proxy before POP3 and IMAP servers. */
export const perdition: MailProgram = {
  name: "perdition",
  rows: rows.list,
  read(entry) {
    const row: Row | null = rows.read(entry.message, entry);
    if (row !== null) entry.service = /imap/.test(entry.program) ? "imap" : "pop3";
    return row;
  },
};

/** "192.0.2.7:41822->198.51.100.2:110", which the pattern took for the reason. */
function readPeers(entry: Entry): undefined {
  const [from = "", to = ""] = entry.reason.split(" ", 1)[0]?.split("->", 2) ?? [];
  entry.remoteIp = ipOf(from.slice(0, Math.max(from.lastIndexOf(":"), 0))) ?? "";
  entry.localIp = ipOf(to.slice(0, Math.max(to.lastIndexOf(":"), 0))) ?? "";
  entry.reason = "";
}
