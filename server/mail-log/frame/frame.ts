import type { Entry } from "../entry.ts";
import { readDovecotHead } from "./dovecot-head.ts";
import { readJson } from "./json.ts";
import type { Stamps } from "./stamps.ts";

/**
 * Reads what stands before every message: time, host, program and process, in each of the ways logs have it. The message is left in
 * `entry.message`; a line without a known beginning is all message.
 */
export function readFrame(line: string, stamps: Stamps, entry: Entry): void {
  entry.message = line;
  const first = line.charCodeAt(0);
  if (first === 123)
    readJson(line, entry); // "{"
  else if (first === 60)
    readPriority(line, stamps, entry); // "<"
  else if (first === 64)
    readMultilog(line, stamps, entry); // "@"
  else readStamped(line, 0, stamps, entry);
}

/** "Nov 21 …" or "2026-11-21…", and the head behind it. */
function readStamped(line: string, from: number, stamps: Stamps, entry: Entry): void {
  const isIso = isDigit(line.charCodeAt(from));
  const timeMs = isIso ? stamps.readIso(line, from) : stamps.readBsd(line, from);
  if (Number.isNaN(timeMs)) return;
  entry.timeMs = timeMs;
  readHead(line, stamps.end + 1, entry);
  // Exim's own log is stamped with a blank and names neither host nor program.
  if (isIso && entry.program === "" && line.charCodeAt(from + 10) === 32) entry.program = "exim";
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

/** "<22>Nov 21 …" as it is sent (RFC 3164), or "<22>1 2026-…" (RFC 5424). */
function readPriority(line: string, stamps: Stamps, entry: Entry): void {
  const end = line.indexOf(">");
  if (end < 2 || end > 4) return;
  const isStructured = line.charCodeAt(end + 1) === 49 && line.charCodeAt(end + 2) === 32;
  if (isStructured) readStructured(line, end + 3, stamps, entry);
  else readStamped(line, end + 1, stamps, entry);
}

/** RFC 5424 from the stamp on: stamp, host, program, process, message id, structured data, message; each "-" where there is none. */
function readStructured(line: string, from: number, stamps: Stamps, entry: Entry): void {
  const stampEnd = line.indexOf(" ", from);
  if (stampEnd < 0) return;
  const timeMs = stampEnd === from + 1 ? Number.NaN : stamps.readIso(line, from);
  const hostEnd = line.indexOf(" ", stampEnd + 1);
  const programEnd = line.indexOf(" ", hostEnd + 1);
  const pidEnd = line.indexOf(" ", programEnd + 1);
  const idEnd = line.indexOf(" ", pidEnd + 1);
  if (hostEnd < 0 || programEnd < 0 || pidEnd < 0 || idEnd < 0) return;
  const dataEnd = endOfData(line, idEnd + 1);
  if (dataEnd < 0) return;
  entry.timeMs = timeMs;
  entry.host = present(line.slice(stampEnd + 1, hostEnd));
  entry.program = present(line.slice(hostEnd + 1, programEnd));
  setPid(entry, line.slice(programEnd + 1, pidEnd));
  const hasMark = line.startsWith("\u00ef\u00bb\u00bf", dataEnd + 1);
  entry.message = line.slice(dataEnd + (hasMark ? 4 : 1));
}

/** Behind "-" or "[id name="value"][…]"; -1 for anything else. */
function endOfData(line: string, from: number): number {
  if (line.charCodeAt(from) === 45) return from + 1;
  let at = from;
  while (line.charCodeAt(at) === 91) {
    let isQuoted = false;
    for (at += 1; at < line.length; at += 1) {
      const code = line.charCodeAt(at);
      if (code === 92 && isQuoted) at += 1;
      else if (code === 34) isQuoted = !isQuoted;
      else if (code === 93 && !isQuoted) break;
    }
    if (at >= line.length) return -1;
    at += 1;
  }
  return at === from ? -1 : at;
}

function present(text: string): string {
  return text === "-" ? "" : text;
}

/** multilog's stamp, and behind it whatever the program wrote; qmail's own lines have no name before them. */
function readMultilog(line: string, stamps: Stamps, entry: Entry): void {
  const timeMs = stamps.readTai(line, 0);
  if (Number.isNaN(timeMs)) return;
  entry.timeMs = timeMs;
  entry.message = line.slice(stamps.end + 1);
  if (ownWords.test(entry.message) || !readTag(entry.message, 0, entry)) entry.program = "qmail";
}

/** What qmail-send begins lines with that looks like a name. */
const ownWords = /^(?:status|warning|alert): /;

/** "host program[pid]: message", or the head of Dovecot's own log, which names no host. Else all of it is the message. */
function readHead(line: string, from: number, entry: Entry): void {
  if (readDovecotHead(line, from, entry)) return;
  const hostEnd = line.indexOf(" ", from);
  if (hostEnd > from && readTag(line, hostEnd + 1, entry)) entry.host = line.slice(from, hostEnd);
  else entry.message = line.slice(from);
}

/** "program[pid]: message" and "program: message". A program's name has no blank; what has none before its colon is no name. */
function readTag(line: string, from: number, entry: Entry): boolean {
  for (let at = from; at < line.length && at < from + 64; at += 1) {
    const code = line.charCodeAt(at);
    if (code === 91) {
      const end = line.indexOf("]", at);
      if (at === from || end < 0 || end > at + 12) return false;
      const isTagged = line.charCodeAt(end + 1) === 58;
      entry.program = line.slice(from, at);
      setPid(entry, line.slice(at + 1, end));
      entry.message = line.slice(end + (isTagged ? 2 : 1)).trimStart();
      return true;
    }
    if (code === 58) {
      if (at === from || line.charCodeAt(at + 1) !== 32) return false;
      entry.program = line.slice(from, at);
      entry.message = line.slice(at + 2);
      return true;
    }
    if (code <= 32 || code === 40 || code === 60 || code === 61) return false;
  }
  return false;
}

function setPid(entry: Entry, text: string): void {
  const pid = Number(text);
  if (pid > 0 && Number.isInteger(pid)) entry.pid = pid;
}
