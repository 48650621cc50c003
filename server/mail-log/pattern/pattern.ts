import type { Entry, FilledField } from "../entry.ts";
import { type Reader, readerOf } from "./values.ts";

/** A compiled pattern. */
export interface Pattern {
  /** True, with the fields filled, if the text is of its shape; false, with nothing filled, if not. */
  readonly match: (text: string, entry: Entry) => boolean;
  readonly fields: readonly FilledField[];
}

interface Piece {
  readonly field: FilledField | "";
  readonly read: Reader;
  /** How the piece ends: where the literal behind it comes first, last, or for the only time. */
  readonly end: "first" | "last" | "only";
  /** What stands behind it; "" for the piece that goes on to the end of the line. */
  readonly literal: string;
}

const places = /\{([a-zA-Z]*)([<!]?)\}/g;

/**
 * Compiles `connect from {remoteHost}[{remoteIp}]`. A piece in braces goes as far as the first place of what stands behind it; `{x<}` to
 * the last place, for what a stranger may have written before the structure; `{x!}` wants it there only once, for what a stranger may
 * have written on either side. `{}` is not kept. There is no going back: each line is read in linear time, whatever is in it. Fields of
 * a kind (addresses, numbers, ids) take only what is of that kind, else nothing matches.
 */
export function compile(pattern: string): Pattern {
  const marks = [...pattern.matchAll(places)];
  const head = pattern.slice(0, marks[0]?.index ?? pattern.length);
  const pieces = marks.map((mark, index): Piece => {
    const behind = mark.index + mark[0].length;
    return {
      field: (mark[1] ?? "") as FilledField | "",
      read: readerOf(mark[1] ?? ""),
      end: mark[2] === "<" ? "last" : mark[2] === "!" ? "only" : "first",
      literal: pattern.slice(behind, marks[index + 1]?.index ?? pattern.length),
    };
  });
  if (pieces.slice(0, -1).some(({ literal }) => literal === "")) throw new Error(`Two pieces meet in: ${pattern}`);
  const ends = new Int32Array(pieces.length);
  const values: (string | number)[] = pieces.map(() => "");
  const match = (text: string, entry: Entry) => {
    if (!text.startsWith(head)) return false;
    if (pieces.length === 0) return text.length === head.length;
    return split(text, head.length, pieces, ends) && fill(text, head.length, pieces, ends, values, entry);
  };
  return { match, fields: pieces.flatMap(({ field }) => (field === "" ? [] : [field])) };
}

function split(text: string, from: number, pieces: readonly Piece[], ends: Int32Array): boolean {
  let at = from;
  for (let index = 0; index < pieces.length; index += 1) {
    const { literal, end } = pieces[index] as Piece;
    const isLast = index === pieces.length - 1;
    let found: number;
    if (literal === "") found = text.length;
    else if (isLast && end !== "only") found = text.endsWith(literal) ? text.length - literal.length : -1;
    else found = end === "last" ? text.lastIndexOf(literal) : text.indexOf(literal, at);
    if (found < at) return false;
    if (end === "only" && text.indexOf(literal, found + 1) >= 0) return false;
    ends[index] = found;
    at = found + literal.length;
  }
  return at === text.length;
}

/** Reads all pieces before it fills any: what is refused leaves no trace. */
function fill(
  text: string,
  from: number,
  pieces: readonly Piece[],
  ends: Int32Array,
  values: (string | number)[],
  entry: Entry,
): boolean {
  let at = from;
  for (let index = 0; index < pieces.length; index += 1) {
    const { read, literal, field } = pieces[index] as Piece;
    const end = ends[index] as number;
    if (field !== "") {
      const value = read(text.slice(at, end));
      if (value === null) return false;
      values[index] = value;
    }
    at = end + literal.length;
  }
  for (let index = 0; index < pieces.length; index += 1) {
    const { field } = pieces[index] as Piece;
    if (field !== "") (entry as Record<FilledField, string | number>)[field] = values[index] as string | number;
  }
  return true;
}
