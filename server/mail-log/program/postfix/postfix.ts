import type { Entry } from "../../entry.ts";
import { rowsOf } from "../../pattern/row.ts";
import type { MailProgram } from "../mail-program.ts";
import { queueRows } from "./queue-rows.ts";
import { smtpdRows } from "./smtpd-rows.ts";
import { systemRows } from "./system-rows.ts";

const services: Readonly<Record<string, Entry["service"]>> = {
  smtpd: "smtp",
  smtp: "smtp",
  postscreen: "smtp",
  dnsblog: "smtp",
  tlsproxy: "smtp",
  lmtp: "lmtp",
  local: "local",
  virtual: "local",
  pipe: "local",
  cleanup: "queue",
  qmgr: "queue",
  oqmgr: "queue",
  pickup: "queue",
  bounce: "queue",
  error: "queue",
  retry: "queue",
  discard: "queue",
  postsuper: "queue",
  sendmail: "queue",
};

const rows = rowsOf([...smtpdRows, ...queueRows, ...systemRows]);

/** Postfix, also with other instances' names (postfix-out/smtp) and services of master.cf's names (postfix/submission/smtpd). */
export const postfix: MailProgram = {
  name: "Postfix",
  rows: rows.list,
  read(entry) {
    entry.service = serviceOf(entry.program);
    const { message } = entry;
    const wordEnd = message.indexOf(": ");
    const behind = wordEnd > 0 && wordEnd <= 24 ? takeWord(message.slice(0, wordEnd), entry) : false;
    const text = behind ? message.slice(wordEnd + 2) : message;
    // Most warnings are told by their words; one that is not is told by being a warning.
    if (text.startsWith("warning: ")) return rows.read(text.slice(9), entry) ?? rows.read(text, entry);
    return rows.read(text, entry);
  },
};

function serviceOf(program: string): Entry["service"] {
  const last = program.lastIndexOf("/");
  if (last >= 0 && program.endsWith("/smtpd") && /\/(?:submissions?|smtps)\//.test(program)) return "submission";
  return services[program.slice(last + 1)] ?? "system";
}

/** True for a queue id, short (hexadecimal) or long (digits and consonants), which is kept, and for NOQUEUE. */
function takeWord(word: string, entry: Entry): boolean {
  if (word === "NOQUEUE") return true;
  if (word.length < 6) return false;
  let digits = 0;
  for (let at = 0; at < word.length; at += 1) {
    const code = word.charCodeAt(at);
    if (code >= 48 && code <= 57) digits += 1;
    else if (!((code >= 65 && code <= 90) || (code >= 97 && code <= 122))) return false;
  }
  if (digits === 0 && !/^[A-F]+$/.test(word)) return false;
  entry.queueId = word;
  return true;
}
