import type { Entry } from "../entry.ts";

/** A line of `journalctl -o json`, or of Popdesk's own log; any other JSON stays as it is. */
export function readJson(line: string, entry: Entry): void {
  let value: Record<string, unknown>;
  try {
    // The line is one string of bytes here; JSON of both is UTF-8.
    value = JSON.parse(Buffer.from(line, "latin1").toString("utf8"));
  } catch (error) {
    if (error instanceof SyntaxError) return;
    throw error;
  }
  if ("MESSAGE" in value) readJournal(value, entry);
  else if (typeof value.time === "string" && typeof value.level === "number") {
    entry.program = "popdesk";
    entry.timeMs = Date.parse(value.time);
    setPid(entry, value.pid);
    entry.facts = value;
  }
}

function readJournal(value: Record<string, unknown>, entry: Entry): void {
  const micros = Number(value.__REALTIME_TIMESTAMP ?? value._SOURCE_REALTIME_TIMESTAMP);
  if (micros > 0) entry.timeMs = Math.floor(micros / 1000);
  entry.host = text(value._HOSTNAME);
  entry.program = text(value.SYSLOG_IDENTIFIER) || text(value._COMM);
  setPid(entry, value.SYSLOG_PID ?? value._PID);
  entry.message = bytes(text(value.MESSAGE));
}

/** Fields that come several times are lists, and texts that are not UTF-8 are lists of octets. */
function text(value: unknown): string {
  if (typeof value === "string") return value;
  if (!Array.isArray(value)) return "";
  if (value.every((octet) => typeof octet === "number")) return Buffer.from(value).toString("utf8");
  return text(value[0]);
}

/** One character for each octet, as all lines are read; see `restoreText`. */
function bytes(utf8: string): string {
  return Buffer.from(utf8, "utf8").toString("latin1");
}

function setPid(entry: Entry, value: unknown): void {
  const pid = Number(value);
  if (pid > 0 && Number.isInteger(pid)) entry.pid = pid;
}
