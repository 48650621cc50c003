import type { Entry } from "../entry.ts";
import { type Row, rowsOf } from "../pattern/row.ts";
import type { MailProgram } from "./mail-program.ts";

const bob = { account: "bob@example.org", remoteIp: "192.0.2.7", service: "pop3" } as const;
const row = (says: string, event: Row["event"], text: string, gives: Row["gives"], result: Row["result"]): Row => ({
  says,
  event,
  result,
  sample: `Nov 21 20:48:55 mail vpopmail[4711]: vchkpw-pop3: ${text}`,
  gives,
});

/** The address ends the line, so it is sought there; a name, and a password where those are logged, come before it. */
const rows = rowsOf([
  row(
    "({mechanism}) login success {account<}:{remoteIp}",
    "signed-in",
    "(PLAIN) login success bob@example.org:192.0.2.7",
    { ...bob, mechanism: "PLAIN" },
    "ok",
  ),
  row("login success {account<}:{remoteIp}", "signed-in", "login success bob@example.org:192.0.2.7", bob, "ok"),
  row(
    "password fail (pass: '{}') {account<}:{remoteIp}",
    "sign-in-failed",
    "password fail (pass: 'secret') bob@example.org:192.0.2.7",
    bob,
    "failed",
  ),
  row(
    "password fail {account<}:{remoteIp}",
    "sign-in-failed",
    "password fail bob@example.org:192.0.2.7",
    bob,
    "failed",
  ),
  row(
    "vpopmail user not found {account<}:{remoteIp}",
    "sign-in-failed",
    "vpopmail user not found bob@example.org:192.0.2.7",
    bob,
    "failed",
  ),
  row(
    "system user not found {account<}:{remoteIp}",
    "sign-in-failed",
    "system user not found bob@example.org:192.0.2.7",
    bob,
    "failed",
  ),
  row(
    "null password given {account<}:{remoteIp}",
    "sign-in-failed",
    "null password given bob@example.org:192.0.2.7",
    bob,
    "failed",
  ),
  row(
    "invalid user/domain characters {account<}:{remoteIp}",
    "sign-in-failed",
    "invalid user/domain characters bob@example.org:192.0.2.7",
    bob,
    "failed",
  ),
  row(
    "pop access denied {account<}:{remoteIp}",
    "sign-in-refused",
    "pop access denied bob@example.org:192.0.2.7",
    bob,
    "refused",
  ),
]);

const services: readonly (readonly [string, Entry["service"]])[] = [
  ["smtp", "smtp"],
  ["submission", "submission"],
  ["imap", "imap"],
  ["pop3", "pop3"],
];

/** vpopmail's vchkpw: "vpopmail[4711]: vchkpw-pop3: …", or by that name itself. */
export const vpopmail: MailProgram = {
  name: "vpopmail",
  rows: rows.list,
  read(entry) {
    const { message, program } = entry;
    const end = message.startsWith("vchkpw") ? message.indexOf(": ") : -1;
    const row = rows.read(end < 0 ? message : message.slice(end + 2), entry);
    const name = end < 0 ? program : message.slice(0, end);
    if (row !== null) entry.service = services.find(([part]) => name.includes(part))?.[1] ?? "auth";
    return row;
  },
};
