const DOT = 0x2e;
const LF = 0x0a;

/**
 * Doubles the dot that begins a line (RFC 1939 §3), for a body that comes in pieces cut anywhere. In wire form every LF
 * ends a line.
 */
export class ByteStuffer {
  #isAtLineStart = true;

  /** The same array where nothing had to be doubled. */
  stuff(piece: Uint8Array): Uint8Array {
    const dots = this.#leadingDots(piece);
    if (piece.length > 0) this.#isAtLineStart = piece[piece.length - 1] === LF;
    if (dots.length === 0) return piece;
    const stuffed = new Uint8Array(piece.length + dots.length);
    let from = 0;
    let at = 0;
    for (const dot of dots) {
      stuffed.set(piece.subarray(from, dot + 1), at);
      at += dot + 1 - from;
      stuffed[at] = DOT;
      at += 1;
      from = dot + 1;
    }
    stuffed.set(piece.subarray(from), at);
    return stuffed;
  }

  #leadingDots(piece: Uint8Array): number[] {
    const dots: number[] = [];
    for (let at = piece.indexOf(DOT); at !== -1; at = piece.indexOf(DOT, at + 1)) {
      if (at === 0 ? this.#isAtLineStart : piece[at - 1] === LF) dots.push(at);
    }
    return dots;
  }
}
