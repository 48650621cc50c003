import { type Row, rowsOf } from "../pattern/row.ts";
import type { MailProgram } from "./mail-program.ts";

const bob = { account: "bob", remoteIp: "192.0.2.7", service: "pop3" } as const;
const sample = (text: string) => `Nov 21 20:48:55 mail solid-pop3d[4711]: ${text}`;

const rows = rowsOf([
  {
    says: "connect from {remoteIp}",
    event: "connected",
    sample: "Nov 21 20:48:55 mail spop3d[4711]: connect from 192.0.2.7",
    gives: { remoteIp: "192.0.2.7", service: "pop3" },
  },
  {
    says: "user {account<} authenticated - {remoteIp}",
    event: "signed-in",
    result: "ok",
    sample: sample("user bob authenticated - 192.0.2.7"),
    gives: bob,
  },
  {
    says: "authentication failed: no such user: {account<} - {remoteIp}",
    event: "sign-in-failed",
    result: "failed",
    also: (entry) => {
      entry.reason = "no such user";
    },
    sample: sample("authentication failed: no such user: bob - 192.0.2.7"),
    gives: { ...bob, reason: "no such user" },
  },
  {
    says: "authentication failed: {reason}: {account<} - {remoteIp}",
    event: "sign-in-failed",
    result: "failed",
    sample: sample("authentication failed: bad password for user: bob - 192.0.2.7"),
    gives: { ...bob, reason: "bad password for user" },
  },
  {
    says: "mailbox: {reason}",
    event: "trouble",
    result: "failed",
    sample: sample("mailbox: can't open mailbox file: /var/mail/bob"),
    gives: { service: "pop3", reason: "can't open mailbox file: /var/mail/bob" },
  },
]);

/** solid-pop3d, also by its program's name spop3d. Names come first, so its marks are sought from the end. */
export const solidPop3d: MailProgram = {
  name: "solid-pop3d",
  rows: rows.list,
  read(entry) {
    const row: Row | null = rows.read(entry.message, entry);
    if (row !== null) entry.service = "pop3";
    return row;
  },
};
