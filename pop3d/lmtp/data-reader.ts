const DOT = 0x2e;
const CR = 0x0d;
const LF = 0x0a;
const lineEndAndDot = Buffer.of(CR, LF, DOT);
const carriageReturn = Buffer.of(CR);

export interface DataPiece {
  /** Octets of the message, dots removed, in order; views of what was given. */
  readonly pieces: readonly Uint8Array[];
  /** How many of the given octets belong to the message and its end; those after it are commands again. */
  readonly used: number;
  readonly isEnd: boolean;
}

/**
 * The octets after DATA, cut anywhere (RFC 5321 §4.5.2). Only CRLF begins a line here: a dot after a bare LF or CR neither ends the
 * message nor is removed, so that no server before this one and this one can disagree about where a message ends.
 */
export class DataReader {
  /** Where the next octet stands. What follows DATA's own CRLF is the start of a line. */
  #at: "line-start" | "text" | "after-cr" | "after-dot" | "after-dot-cr" = "line-start";

  read(given: Uint8Array): DataPiece {
    const octets = Buffer.from(given.buffer, given.byteOffset, given.length);
    const pieces: Uint8Array[] = [];
    let from = 0;
    let at = 0;
    while (at < octets.length) {
      const octet = octets[at];
      switch (this.#at) {
        case "text": {
          // All lines that begin with something else than a dot are passed over in one search.
          const dotLine = octets.indexOf(lineEndAndDot, at);
          this.#at = dotLine === -1 ? endOf(octets, at) : "line-start";
          at = dotLine === -1 ? octets.length : dotLine + 2;
          break;
        }
        case "after-cr":
          this.#at = octet === LF ? "line-start" : "text";
          if (octet === LF) at += 1;
          break;
        case "line-start":
          this.#at = octet === DOT ? "after-dot" : "text";
          if (octet !== DOT) break;
          if (at > from) pieces.push(octets.subarray(from, at));
          at += 1;
          from = at;
          break;
        case "after-dot":
          this.#at = octet === CR ? "after-dot-cr" : "text";
          if (octet !== CR) break;
          at += 1;
          from = at; // held back: it may be half of the end
          break;
        case "after-dot-cr":
          if (octet === LF) {
            this.#at = "line-start";
            return { pieces, used: at + 1, isEnd: true };
          }
          pieces.push(carriageReturn);
          this.#at = "text";
          break;
      }
    }
    if (octets.length > from) pieces.push(octets.subarray(from));
    return { pieces, used: octets.length, isEnd: false };
  }
}

/** Where the octet after the last one stands, when the text from `from` on holds no line that begins with a dot. */
function endOf(octets: Buffer, from: number): "line-start" | "text" | "after-cr" {
  const last = octets.length - 1;
  if (octets[last] === CR) return "after-cr";
  return octets[last] === LF && last > from && octets[last - 1] === CR ? "line-start" : "text";
}
