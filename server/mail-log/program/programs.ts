import { dovecot } from "./dovecot/dovecot.ts";
import type { MailProgram } from "./mail-program.ts";
import { postfix } from "./postfix/postfix.ts";

export const mailPrograms: readonly MailProgram[] = [dovecot, postfix];

/** Names in syslog, and whose they may be; several programs call themselves pop3d. */
const byName: ReadonlyMap<string, readonly MailProgram[]> = new Map([["dovecot", [dovecot]]]);

/** Names with something behind them: instances (postfix-out/smtp) and services (cyrus/pop3). */
const byBeginning: readonly (readonly [string, MailProgram])[] = [["postfix", postfix]];

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
