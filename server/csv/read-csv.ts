/** Octets of a file as text: UTF-8 or UTF-16 by its mark, else UTF-8, else what Windows in western Europe writes. Never fails. */
export function decodeText(octets: Uint8Array): string {
  if (octets[0] === 0xff && octets[1] === 0xfe) return new TextDecoder("utf-16le").decode(octets);
  if (octets[0] === 0xfe && octets[1] === 0xff) return new TextDecoder("utf-16be").decode(octets);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(octets);
  } catch {
    return new TextDecoder("windows-1252").decode(octets);
  }
}

export interface CsvRow {
  /** Line of the file it begins at, from 1. */
  readonly line: number;
  readonly fields: readonly string[];
}

/** The rows of a CSV (RFC 4180, but parted by whichever of ; , and tab its first line has most of), without empty lines. */
export function* readCsv(text: string): Generator<CsvRow> {
  const separator = separatorOf(text);
  let line = 1;
  for (let at = 0; at < text.length; ) {
    const begun = line;
    const fields: string[] = [];
    for (;;) {
      const [field, next, breaks] = readField(text, at, separator);
      fields.push(field);
      line += breaks;
      at = next;
      if (text[at] !== separator) break;
      at += 1;
    }
    if (text[at] === "\r" && text[at + 1] === "\n") at += 1;
    at += 1;
    line += 1;
    if (fields.some((field) => field.trim() !== "")) yield { line: begun, fields };
  }
}

/** The field, where it ends, and how many line ends are in it. A quote that is never closed ends with the file. */
function readField(text: string, from: number, separator: string): [field: string, next: number, breaks: number] {
  if (text[from] !== '"') {
    let end = from;
    while (end < text.length && text[end] !== separator && text[end] !== "\n" && text[end] !== "\r") end += 1;
    return [text.slice(from, end), end, 0];
  }
  let field = "";
  let at = from + 1;
  for (;;) {
    const quote = text.indexOf('"', at);
    if (quote === -1) {
      field += text.slice(at);
      at = text.length;
      break;
    }
    field += text.slice(at, quote);
    at = quote + 1;
    if (text[at] !== '"') break;
    field += '"';
    at += 1;
  }
  // What stands behind the closing quote belongs to no field that means anything, but it is not lost.
  const [rest, next] = text[at] === '"' ? ["", at] : readField(text, at, separator);
  return [field + rest, next, field.split("\n").length - 1];
}

function separatorOf(text: string): string {
  const [head = ""] = text.split(/\r?\n|\r/, 1);
  const unquoted = head.replaceAll(/"[^"]*"/g, "");
  const counts = [";", ",", "\t"].map((each) => ({ each, count: unquoted.split(each).length }));
  return counts.sort((a, b) => b.count - a.count)[0]?.each ?? ",";
}
