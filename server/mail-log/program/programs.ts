import { courier } from "./courier.ts";
import { cyrus } from "./cyrus.ts";
import { dovecot } from "./dovecot/dovecot.ts";
import { exim } from "./exim.ts";
import type { MailProgram } from "./mail-program.ts";
import { mailutils } from "./mailutils.ts";
import { perdition } from "./perdition.ts";
import { popdesk } from "./popdesk.ts";
import { postfix } from "./postfix/postfix.ts";
import { qmail } from "./qmail.ts";
import { sendmail } from "./sendmail.ts";
import { solidPop3d } from "./solid-pop3d.ts";
import { vpopmail } from "./vpopmail.ts";

export const mailPrograms: readonly MailProgram[] = [
  dovecot,
  courier,
  cyrus,
  mailutils,
  solidPop3d,
  perdition,
  qmail,
  vpopmail,
  postfix,
  exim,
  sendmail,
  popdesk,
];

const pop3d = [courier, mailutils, cyrus];

/** Names in syslog, and whose they may be; several programs call themselves pop3d. */
const byName: ReadonlyMap<string, readonly MailProgram[]> = new Map<string, readonly MailProgram[]>([
  ["dovecot", [dovecot]],
  ["pop3d", pop3d],
  ["imapd", [courier, cyrus]],
  ["gnu-pop3d", [mailutils]],
  ["authdaemond", [courier]],
  ["tcpserver", [qmail, vpopmail]],
  ["popdesk", [popdesk]],
  ["solid-pop3d", [solidPop3d]],
  ["spop3d", [solidPop3d]],
  ...["pop3d-ssl", "imapd-ssl", "courierpop3login", "courierpop3d", "imaplogin", "courieresmtpd"].map(
    (name) => [name, [courier]] as const,
  ),
  ...["pop3", "pop3s", "imap", "imaps", "lmtp", "lmtpd", "lmtpunix"].map((name) => [name, [cyrus]] as const),
]);

/** Names with something behind them: instances (postfix-out/smtp), services (cyrus/pop3), parts (qmail-send). */
const byBeginning: readonly (readonly [string, MailProgram])[] = [
  ["postfix", postfix],
  ["cyrus/", cyrus],
  ["perdition", perdition],
  ["qmail", qmail],
  ["splogger", qmail],
  ["vpopmail", vpopmail],
  ["vchkpw", vpopmail],
  ["exim", exim],
  ["sendmail", sendmail],
  ["sm-", sendmail],
];

const remembered = new Map<string, readonly MailProgram[]>();
/** Binary garbage has a new name in every line. */
const mostRemembered = 1000;
const none: readonly MailProgram[] = [];

/** The programs whose rows are tried for a name, in order. */
export function programsNamed(name: string): readonly MailProgram[] {
  const known = remembered.get(name);
  if (known !== undefined) return known;
  const found =
    byName.get(name) ?? byBeginning.filter(([start]) => name.startsWith(start)).map(([, program]) => program);
  if (remembered.size >= mostRemembered) remembered.clear();
  remembered.set(name, found.length === 0 ? none : found);
  return found;
}
