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
  sample: `Nov 21 20:48:55 mail gnu-pop3d[4711]: ${text}`,
  gives: { service: "pop3", ...gives },
});
const ann = { account: "ann" } as const;

const rows = rowsOf([
  row("incoming connection opened", "connected", "Incoming connection opened"),
  row(
    "POP3 login: user `{account<}', source {remoteIp}",
    "signed-in",
    "POP3 login: user `ann', source 192.0.2.7",
    { ...ann, remoteIp: "192.0.2.7" },
    "ok",
  ),
  row(
    "user `{account<}' logged in with mailbox `{}' ({messageCount} messages)",
    "notice",
    "user `ann' logged in with mailbox `/var/mail/ann' (12 messages)",
    { ...ann, messageCount: 12 },
  ),
  row(
    "user `{account<}' logged in with mailbox `{}' ({messageCount} message)",
    "notice",
    "user `ann' logged in with mailbox `/var/mail/ann' (1 message)",
    { ...ann, messageCount: 1 },
  ),
  row("user `{account<}' nonexistent", "sign-in-failed", "user `ann' nonexistent", ann, "failed"),
  row("user `{account<}': authentication failed", "sign-in-failed", "User `ann': authentication failed", ann, "failed"),
  row(
    "user `{account<}' tried to log in within the minimum allowed delay",
    "sign-in-refused",
    "user `ann' tried to log in within the minimum allowed delay",
    ann,
    "refused",
  ),
  row(
    "error authenticating user `{account<}': {reason}",
    "sign-in-trouble",
    "error authenticating user `ann': Temporary failure",
    { ...ann, reason: "Temporary failure" },
    "deferred",
  ),
  row("APOP failed for `{account<}'", "sign-in-failed", "APOP failed for `ann'", { ...ann }, "failed"),
  row("possible probe of account `{account<}'", "sign-in-failed", "possible probe of account `ann'", ann, "failed"),
  row("session ended for user: {account}", "disconnected", "session ended for user: ann", ann),
  row("session ended for no user", "disconnected-early", "Session ended for no user"),
  row("session timed out for user: {account}", "timed-out", "session timed out for user: ann", ann, "failed"),
  row("session timed out for no user", "timed-out", "session timed out for no user", {}, "failed"),
  row(
    "mailbox was updated by other party: {account}",
    "trouble",
    "mailbox was updated by other party: ann",
    ann,
    "failed",
  ),
  row(
    "access from {remoteIp} blocked by TCP wrappers",
    "sign-in-refused",
    "access from 192.0.2.7 blocked by TCP wrappers",
    { remoteIp: "192.0.2.7" },
    "refused",
  ),
  row(
    "TLS established using {tls}",
    "tls-started",
    "TLS established using TLS1.3-AES-256-GCM (AEAD)",
    { tls: "TLS1.3-AES-256-GCM (AEAD)" },
    "ok",
  ),
  row("quitting (numeric reason {reason})", "stopped", "quitting (numeric reason 7)", { reason: "7" }),
]);

/** GNU mailutils' pop3d; until 2.2 its sentences began with a capital letter. */
export const mailutils: MailProgram = {
  name: "GNU mailutils",
  rows: rows.list,
  read(entry) {
    const { message } = entry;
    const isOld = /^(?:Incoming|User|Session|Error|Mailbox|Access|Possible|Quitting)\b/.test(message);
    const row = rows.read(isOld ? message.charAt(0).toLowerCase() + message.slice(1) : message, entry);
    if (row !== null) entry.service = "pop3";
    return row;
  },
};
