const DOT = 0x2e;
const CR = 0x0d;
const LF = 0x0a;
const CR_ALONE = new Uint8Array([CR]);

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

  read(octets: Uint8Array): DataPiece {
    const pieces: Uint8Array[] = [];
    let from = 0;
    let at = 0;
    while (at < octets.length) {
      const octet = octets[at];
      switch (this.#at) {
        case "text": {
          const cr = octets.indexOf(CR, at);
          at = cr === -1 ? octets.length : cr + 1;
          if (cr !== -1) this.#at = "after-cr";
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
          pieces.push(CR_ALONE);
          this.#at = "text";
          break;
      }
    }
    if (octets.length > from) pieces.push(octets.subarray(from));
    return { pieces, used: octets.length, isEnd: false };
  }
}
