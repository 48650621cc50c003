import { ByteStuffer } from "./byte-stuffing.ts";

const LF = 0x0a;
const FINAL_DOT = new TextEncoder().encode(".\r\n");
const FINAL_DOT_ON_NEW_LINE = new TextEncoder().encode("\r\n.\r\n");

/** What is known of a body before its first octet is read. */
export interface BodyShape {
  /** How many octets the pieces will have in all. */
  readonly octets: number;
  readonly hasDotLines: boolean;
  /** For TOP: send the header and then so many lines; null sends everything. */
  readonly top: { readonly headerOctets: number; readonly lines: number } | null;
}

/**
 * Turns a body in wire form, piece by piece, into what goes to the client: cut for TOP, byte-stuffed, terminated (RFC
 * 1939 §3).
 */
export class OutgoingBody {
  readonly #shape: BodyShape;
  readonly #stuffer: ByteStuffer | null;
  #taken = 0;
  #linesLeft: number;
  #isCut = false;
  #endsLine = true;

  constructor(shape: BodyShape) {
    this.#shape = shape;
    this.#stuffer = shape.hasDotLines ? new ByteStuffer() : null;
    this.#linesLeft = shape.top?.lines ?? Number.POSITIVE_INFINITY;
  }

  /** Whether all is there, so that the terminator follows and nothing more need be read. */
  get isComplete(): boolean {
    return this.#isCut || this.#taken === this.#shape.octets;
  }

  /** Throws where the body is longer than announced: then its octet count was wrong, and cutting it would be a lie. */
  take(piece: Uint8Array): Uint8Array {
    const wanted = this.#shape.top === null ? piece : this.#cut(piece, this.#shape.top.headerOctets);
    this.#taken += piece.length;
    if (this.#taken > this.#shape.octets) throw new Error(`the body has more than its ${this.#shape.octets} octets`);
    if (wanted.length > 0) this.#endsLine = wanted[wanted.length - 1] === LF;
    return this.#stuffer === null ? wanted : this.#stuffer.stuff(wanted);
  }

  /**
   * The final dot, on a line of its own whatever came before. Throws where the body ended too early: half a message is
   * no message.
   */
  terminator(): Uint8Array {
    if (!this.isComplete) throw new Error(`the body ended after ${this.#taken} of ${this.#shape.octets} octets`);
    return this.#endsLine ? FINAL_DOT : FINAL_DOT_ON_NEW_LINE;
  }

  #cut(piece: Uint8Array, headerOctets: number): Uint8Array {
    let at = Math.max(0, headerOctets - this.#taken);
    if (at > piece.length) return piece;
    while (this.#linesLeft > 0) {
      const lineEnd = piece.indexOf(LF, at);
      if (lineEnd === -1) return piece;
      at = lineEnd + 1;
      this.#linesLeft -= 1;
    }
    this.#isCut = true;
    return piece.subarray(0, at);
  }
}
