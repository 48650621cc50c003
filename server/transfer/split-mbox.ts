import { DomainError } from "../errors.ts";

/** What an mbox is made of: a From_ line that begins a message, then pieces of that message. */
export type MboxPart = { readonly from: string; readonly octetsBefore: number } | Uint8Array;

const LF = 0x0a;
const CR = 0x0d;
/** A From_ line has a time and a year in it; text that happens to begin with "From " has not. */
const fromLine = /^From \S.*\d{1,2}:\d\d.*\b\d{4}\b/;
const quotedFrom = /^>+From /;
/** A line is held back until so much of it is known. */
const decidingOctets = 1024;

/**
 * Splits an mbox at its From_ lines: those after an empty line (or at the start) with a date in them. One ">" is taken from lines that
 * begin with ">From ", ">>From ", … (mboxrd); the empty line that ends each message belongs to the mbox and is left out.
 * Refuses with `invalid` what does not begin with a From_ line. Memory stays small whatever the size.
 */
export async function* splitMbox(input: AsyncIterable<Uint8Array>): AsyncGenerator<MboxPart> {
  let held: Buffer = Buffer.alloc(0);
  /** Where `held` begins in the file. */
  let offset = 0;
  let isAtLineStart = true;
  let wasEmptyLine = true;
  /** An empty line not yet given out: the message's, unless a From_ line or the end follows. */
  let emptyLine: Uint8Array | null = null;

  function* take(isEnd: boolean): Generator<MboxPart> {
    for (;;) {
      if (held.length === 0) return;
      const lineEnd = held.indexOf(LF);
      if (lineEnd === -1 && !isEnd && (held.length < decidingOctets || !isAtLineStart)) {
        if (isAtLineStart) return;
        yield cut(held.length);
        return;
      }
      const length = lineEnd === -1 ? held.length : lineEnd + 1;
      if (!isAtLineStart) {
        isAtLineStart = lineEnd !== -1;
        yield cut(length);
        continue;
      }
      const start = held.toString("latin1", 0, Math.min(length, decidingOctets));
      if (wasEmptyLine && fromLine.test(start)) {
        emptyLine = null;
        wasEmptyLine = false;
        yield { from: start.trimEnd(), octetsBefore: offset };
        cut(length);
        continue;
      }
      if (offset === 0) throw new DomainError("invalid", "This is no mbox: it does not begin with a From_ line.");
      if (emptyLine !== null) yield emptyLine;
      const isEmpty = length === 1 || (length === 2 && held[0] === CR && held[1] === LF);
      wasEmptyLine = isEmpty;
      isAtLineStart = lineEnd !== -1;
      if (isEmpty) {
        emptyLine = cut(length);
        continue;
      }
      emptyLine = null;
      yield quotedFrom.test(start) ? cut(length).subarray(1) : cut(length);
    }
  }

  function cut(length: number): Buffer {
    const piece = held.subarray(0, length);
    held = held.subarray(length);
    offset += length;
    return piece;
  }

  for await (const chunk of input) {
    held = held.length === 0 ? Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length) : Buffer.concat([held, chunk]);
    yield* take(false);
  }
  yield* take(true);
}
