import type { Entry } from "../entry.ts";

/** Parts of Dovecot, by which its lines begin. */
export const dovecotParts: ReadonlyMap<string, Entry["service"]> = new Map([
  ["pop3-login", "pop3"],
  ["pop3", "pop3"],
  ["imap-login", "imap"],
  ["imap", "imap"],
  ["imap-hibernate", "imap"],
  ["imap-urlauth", "imap"],
  ["imap-urlauth-login", "imap"],
  ["managesieve-login", "sieve"],
  ["managesieve", "sieve"],
  ["submission-login", "submission"],
  ["submission", "submission"],
  ["lmtp", "lmtp"],
  ["lda", "local"],
  ["dovecot-lda", "local"],
  ["deliver", "local"],
  ["auth", "auth"],
  ["auth-worker", "auth"],
  ["anvil", "system"],
  ["config", "system"],
  ["dict", "system"],
  ["director", "system"],
  ["dns-client", "system"],
  ["doveadm", "system"],
  ["doveadm-server", "system"],
  ["indexer", "system"],
  ["indexer-worker", "system"],
  ["log", "system"],
  ["master", "system"],
  ["old-stats", "system"],
  ["quota-status", "system"],
  ["replicator", "system"],
  ["script", "system"],
  ["script-login", "system"],
  ["ssl-params", "system"],
  ["stats", "system"],
  ["welcome", "system"],
]);

/** Dovecot's own log file: "pop3-login: Info: Login: …", with neither host nor name, right behind the stamp. */
export function readDovecotHead(line: string, from: number, entry: Entry): boolean {
  let at = from;
  for (
    let code = line.charCodeAt(at);
    (code >= 97 && code <= 122) || code === 45 || code === 51;
    code = line.charCodeAt(at)
  )
    at += 1;
  const mark = line.charCodeAt(at);
  if (at === from || at > from + 20 || (mark !== 58 && mark !== 40)) return false;
  if (!dovecotParts.has(line.slice(from, at))) return false;
  entry.program = "dovecot";
  entry.message = line.slice(from);
  return true;
}
