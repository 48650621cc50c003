import { Entry, ipFields, numberFields, wordFields } from "../entry.ts";

const numbers: ReadonlySet<string> = new Set(numberFields);
const words: ReadonlySet<string> = new Set(wordFields);
const ips: ReadonlySet<string> = new Set(ipFields);
const known = new Entry();

/** What a piece of a line is as a value of its field; null for a piece that cannot be one. */
export type Reader = (text: string) => string | number | null;

/** Refuses at start: a pattern that names no field is a mistake in a row. */
export function readerOf(field: string): Reader {
  if (ips.has(field)) return ipOf;
  if (numbers.has(field)) return numberOf;
  if (words.has(field)) return wordOf;
  if (field === "" || field in known) return (text) => text;
  throw new Error(`No field is called ${field}.`);
}

/** Takes the forms programs write addresses in: [::1], IPv6:…, ::ffff:192.0.2.1, "unknown" (which stays empty). */
export function ipOf(written: string): string | null {
  let text = written;
  if (text.charCodeAt(0) === 91 && text.charCodeAt(text.length - 1) === 93) text = text.slice(1, -1);
  const first = text.charCodeAt(0);
  if (first === 73 && text.startsWith("IPv6:")) text = text.slice(5);
  else if (first === 58 && text.startsWith("::ffff:") && text.includes(".")) text = text.slice(7);
  if (text === "unknown" || text === "") return "";
  return looksLikeIp(text) ? text : null;
}

/** By its characters, which is enough to refuse every text that is something else and short enough to be cheap. */
function looksLikeIp(text: string): boolean {
  if (text.length < 2 || text.length > 45) return false;
  let dots = 0;
  let colons = 0;
  let isHex = false;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code >= 48 && code <= 57) continue;
    if (code === 46) dots += 1;
    else if (code === 58) colons += 1;
    else if ((code | 32) >= 97 && (code | 32) <= 102) isHex = true;
    else return false;
  }
  return colons >= 2 || (dots === 3 && colons === 0 && !isHex);
}

export function numberOf(text: string): number | null {
  const value = Number(text);
  return text === "" || text.length > 16 || !(value >= 0) ? null : value;
}

/** One word: session ids, queue ids and mechanisms have neither blanks nor brackets. */
function wordOf(text: string): string | null {
  if (text === "" || text.length > 200) return null;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code <= 32 || code === 60 || code === 62 || code === 40 || code === 41) return null;
  }
  return text;
}
