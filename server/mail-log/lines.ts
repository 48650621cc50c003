import type { Readable } from "node:stream";

/** What is beyond this of a line is counted, not kept: nobody reads it, and memory stays flat whatever a file holds. */
export const longestLine = 64 * 1024;

/** `octets`: of the line in its source, its end included; `cutOctets`: those beyond the longest line. The text has one character for each octet (latin1). */
export type EachLine = (text: string, octets: number, cutOctets: number) => void;

/** Cuts octets that arrive in pieces into lines. LF and CRLF end a line; so does the end of the source. */
export class LineCutter {
  #rest: Buffer[] = [];
  #restOctets = 0;
  #keptOctets = 0;

  /** Octets taken in that no line has been made of yet. */
  get waitingOctets(): number {
    return this.#restOctets;
  }

  /** Calls `each` for each line that `piece` completes. The piece may be reused afterwards. */
  cut(piece: Buffer, each: EachLine): void {
    let from = 0;
    const first = piece.indexOf(10);
    if (first < 0) {
      this.#keep(piece);
      return;
    }
    if (this.#restOctets > 0) {
      this.#keep(piece.subarray(0, first));
      this.#give(1, each);
      from = first + 1;
    }
    // One string for the whole piece: cutting it is cheaper than decoding each line.
    const text = piece.toString("latin1", from);
    let at = 0;
    for (let end = text.indexOf("\n", at); end >= 0; end = text.indexOf("\n", at)) {
      const stop = end > at && text.charCodeAt(end - 1) === 13 ? end - 1 : end;
      const over = stop - at - longestLine;
      if (over > 0) each(text.slice(at, at + longestLine), end + 1 - at, over);
      else each(text.slice(at, stop), end + 1 - at, 0);
      at = end + 1;
    }
    if (at < text.length) this.#keep(piece.subarray(from + at));
  }

  /** The last line of a source that does not end with one. */
  finish(each: EachLine): void {
    if (this.#restOctets > 0) this.#give(0, each);
  }

  #keep(piece: Buffer): void {
    this.#restOctets += piece.length;
    const room = longestLine + 1 - this.#keptOctets;
    if (room <= 0 || piece.length === 0) return;
    const kept = Buffer.from(piece.subarray(0, room)); // a copy
    this.#keptOctets += kept.length;
    this.#rest.push(kept);
  }

  #give(endOctets: number, each: EachLine): void {
    const octets = this.#restOctets;
    const kept = this.#rest.length === 1 ? (this.#rest[0] as Buffer) : Buffer.concat(this.#rest);
    this.#rest = [];
    this.#restOctets = 0;
    this.#keptOctets = 0;
    const isWhole = kept.length === octets;
    const end = isWhole && kept[octets - 1] === 13 ? octets - 1 : octets;
    const text = kept.toString("latin1", 0, Math.min(end, longestLine));
    each(text, octets + endOctets, end - text.length);
  }
}

/** Reads a stream to its end, with back-pressure: `each` for each line, and a turn of the event loop after each piece. */
export async function cutStream(stream: Readable, each: EachLine, afterPiece?: () => Promise<void>): Promise<void> {
  const cutter = new LineCutter();
  for await (const piece of stream) {
    cutter.cut(piece as Buffer, each);
    await afterPiece?.();
  }
  cutter.finish(each);
}
