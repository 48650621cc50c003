import type { WireMessage } from "../body/wire-message.ts";
import { Spool } from "./spool.ts";

export interface WireFormOptions {
  /** Where a message goes that outgrows memory; made when needed. */
  readonly spoolDirectory: string;
  readonly memoryLimitOctets?: number;
}

const CR = 0x0d;
const LF = 0x0a;
const DOT = 0x2e;
const crOctet = Uint8Array.of(CR);
const lfOctet = Uint8Array.of(LF);
const lineEnd = Uint8Array.of(CR, LF);

/**
 * Brings a message into wire form, piece by piece, and counts it: a bare LF becomes CRLF, a missing last line end is added, a bare
 * CR inside a line stays (at the very end it is half a line end, and completed). Everything else is kept octet for octet.
 */
export class WireForm {
  readonly #spool: Spool;
  #octets = 0;
  #headerOctets: number | null = null;
  #hasDotLines = false;
  /** Where the line under way began, in octets put out. */
  #lineStart = 0;
  /** The octet before the next chunk. */
  #before = 0;

  constructor({ spoolDirectory, memoryLimitOctets = 1024 * 1024 }: WireFormOptions) {
    this.#spool = new Spool(spoolDirectory, memoryLimitOctets);
  }

  /** Takes the next octets; `chunk` may be reused as soon as this resolves. One at a time. Refuses with `storage`. */
  push(chunk: Uint8Array): void | Promise<void> {
    if (chunk.length === 0) return;
    const input = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length);
    if (input[0] === DOT && this.#lineStart === this.#octets) this.#hasDotLines = true;
    let copied = 0;
    for (let at = input.indexOf(LF); at !== -1; at = input.indexOf(LF, at + 1)) {
      const before = at === 0 ? this.#before : input[at - 1];
      if (before !== CR) {
        this.#put(input.subarray(copied, at));
        this.#put(crOctet);
        copied = at;
      }
      this.#endLine(this.#octets + at + 1 - copied);
      if (input[at + 1] === DOT) this.#hasDotLines = true;
    }
    this.#put(input.subarray(copied));
    this.#before = input[input.length - 1] ?? 0;
    return this.#spool.settle();
  }

  /** The message, when no more octets come. Nothing may be pushed afterwards. */
  async finish(): Promise<WireMessage> {
    if (this.#octets > this.#lineStart) {
      this.#put(this.#before === CR ? lfOctet : lineEnd);
      this.#endLine(this.#octets);
    }
    const { octets } = this;
    const content = await this.#spool.finish();
    return {
      octets,
      headerOctets: this.#headerOctets ?? octets,
      hasDotLines: this.#hasDotLines,
      pieces: () => content.pieces(),
      discard: () => this.#spool.discard(),
    };
  }

  /** Octets so far, for a limit. */
  get octets(): number {
    return this.#octets;
  }

  /** For a message that is not wanted after all; idempotent. */
  discard(): Promise<void> {
    return this.#spool.discard();
  }

  #put(piece: Uint8Array): void {
    this.#spool.put(piece);
    this.#octets += piece.length;
  }

  /** `end`: octets put out when the line end is. An empty line ends the header. */
  #endLine(end: number): void {
    if (this.#headerOctets === null && end - this.#lineStart === lineEnd.length) this.#headerOctets = end;
    this.#lineStart = end;
  }
}
