import type { Entry } from "../../entry.ts";

/**
 * What follows "reject: RCPT from host[address]: ": code, enhanced code, words, then "; from=<…> to=<…> proto=… helo=<…>". Words and
 * addresses are partly a stranger's: where a mark stands twice, sender and recipient are left out.
 */
export function readRefusal(entry: Entry): undefined {
  const { reason } = entry;
  const code = /^(?:\d{3} )?([245]\.\d{1,3}\.\d{1,3}) /.exec(reason);
  if (code !== null) entry.dsn = code[1] ?? "";
  const from = reason.indexOf("; from=<");
  if (from < 0) return;
  const toAt = reason.indexOf("> to=<", from);
  const end = reason.indexOf("> proto=", from);
  if (
    end > 0 &&
    isOnly(reason, "; from=<", from) &&
    isOnly(reason, "> to=<", toAt) &&
    isOnly(reason, "> proto=", end)
  ) {
    entry.sender = reason.slice(from + 8, toAt < 0 ? end : toAt);
    if (toAt >= 0 && toAt < end) entry.account = reason.slice(toAt + 6, end);
  }
  entry.reason = reason.slice(0, from);
}

function isOnly(text: string, mark: string, at: number): boolean {
  return text.indexOf(mark) === at && text.lastIndexOf(mark) === at;
}
