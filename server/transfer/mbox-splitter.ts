import { DomainError } from "../errors.ts";

/** What an mbox is made of: a From_ line that begins a message, then pieces of that message. */
export type MboxPart = MboxBegin | Uint8Array;

export interface MboxBegin {
  readonly fromLine: string;
  /** Where in the file it stands. */
  readonly offset: number;
}

const LF = 0x0a;
const CR = 0x0d;
const QUOTE = 0x3e;
/** A From_ line has a time and a year in it; text that begins with "From " has not, where a server (Dovecot) leaves it unquoted. */
const fromLine = /^From \S.*\d{1,2}:\d\d.*\b\d{4}\b/;
/** A line is judged by its first octets, so that one without end does not fill the memory. */
const judgedOctets = 64 * 1024;

/**
 * Splits an mbox, cut anywhere, at its From_ lines. One ">" is taken from lines that begin with ">From ", ">>From ", … (mboxrd); the
 * empty line that ends each message belongs to the mbox and is left out. Refuses with `invalid` what does not begin with a From_ line.
 */
export class MboxSplitter {
  /** Not yet given out: begins at the start of a line, unless a long line is being let through. */
  #held: Buffer = Buffer.alloc(0);
  #offset = 0;
  #isInLongLine = false;
  #hasBegun = false;

  push(octets: Uint8Array): MboxPart[] {
    this.#held = Buffer.concat([this.#held, octets]);
    const lineStart = this.#held.lastIndexOf(LF) + 1;
    if (this.#held.length - lineStart <= judgedOctets) return this.#split(lineStart, false);
    const parts = this.#split(this.#held.length, false);
    this.#isInLongLine = true;
    return parts;
  }

  end(): MboxPart[] {
    return this.#split(this.#held.length, true);
  }

  /** Gives out what stands before `end`, but keeps an empty line there: it may turn out to be the mbox's own. */
  #split(end: number, isLast: boolean): MboxPart[] {
    const held = this.#held;
    const parts: MboxPart[] = [];
    let given = 0;
    const give = (to: number) => {
      if (to > given) parts.push(held.subarray(given, to));
      given = to;
    };
    if (this.#isInLongLine) {
      const lineEnd = held.indexOf(LF);
      this.#isInLongLine = lineEnd === -1;
      give(lineEnd === -1 ? held.length : lineEnd + 1);
    }
    for (let at = held.indexOf("From ", given); at !== -1 && at < end; at = held.indexOf("From ", at + 1)) {
      const lineStart = Math.max(held.lastIndexOf(LF, at) + 1, given);
      if (!isOnlyQuotes(held, lineStart, at)) continue;
      if (at > lineStart) {
        give(lineStart);
        given += 1; // one ">" less
        continue;
      }
      const lineEnd = held.indexOf(LF, at);
      const text = held.toString("latin1", at, lineEnd === -1 ? end : lineEnd).trimEnd();
      if (!fromLine.test(text)) continue;
      this.#assertBegun(lineStart);
      this.#hasBegun = true;
      give(withoutEmptyLine(held, given, lineStart));
      parts.push({ fromLine: text, offset: this.#offset + lineStart });
      given = lineEnd === -1 ? end : lineEnd + 1;
    }
    this.#assertBegun(end);
    give(withoutEmptyLine(held, given, Math.max(given, end)));
    if (isLast) given = held.length;
    this.#offset += given;
    this.#held = held.subarray(given);
    return parts;
  }

  /** `octets` stand before the first From_ line. */
  #assertBegun(octets: number): void {
    if (this.#hasBegun || octets === 0) return;
    throw new DomainError("invalid", "This is no mbox: it does not begin with a From_ line.");
  }
}

function isOnlyQuotes(octets: Buffer, from: number, to: number): boolean {
  for (let at = from; at < to; at += 1) if (octets[at] !== QUOTE) return false;
  return true;
}

/** `end`, or where the empty line before it begins, if there is one. `from` is the start of a line. */
function withoutEmptyLine(octets: Buffer, from: number, end: number): number {
  if (end === from || octets[end - 1] !== LF) return end;
  const text = end - 1 > from && octets[end - 2] === CR ? end - 2 : end - 1;
  return text === from || octets[text - 1] === LF ? text : end;
}
