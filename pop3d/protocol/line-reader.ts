const LF = 0x0a;
const CR = 0x0d;
const NOTHING = new Uint8Array(0);

/**
 * Cuts what a client sends into lines, the same ones however the network split them.
 *
 * LF ends a line, and a CR right before it belongs to the line end: clients typed into `nc` or written for Unix send LF
 * alone, and nothing else in POP3 gives it a meaning. A CR anywhere else is data, left for the command parser to
 * refuse.
 */
export class LineReader {
  #octets: Uint8Array = NOTHING;
  /** Where unread octets begin and end, and how far they were searched for a line end. */
  #start = 0;
  #end = 0;
  #searched = 0;
  #ownsOctets = false;
  #isSkipping = false;
  #endedInLfAlone = false;

  /** Whether the line handed out last had LF without CR as its end, for a protocol where that is a mistake. */
  get endedInLfAlone(): boolean {
    return this.#endedInLfAlone;
  }

  /** Octets held and not yet handed out: what the connection bounds by pausing its socket. */
  get bufferedOctets(): number {
    return this.#end - this.#start;
  }

  /** Whether `next` would give something: half a line is nothing yet. */
  get holdsLine(): boolean {
    return this.#octets.indexOf(LF, this.#searched) !== -1; // beyond #end there are only zeros
  }

  /** Takes what arrived. The chunk may be kept without a copy, so its owner must not write to it again. */
  push(chunk: Uint8Array): void {
    if (chunk.length === 0) return;
    if (this.#start === this.#end) {
      this.#hold(chunk, false, chunk.length);
      return;
    }
    if (!this.#ownsOctets || this.#end + chunk.length > this.#octets.length) this.#moveToLargerRoom(chunk.length);
    this.#octets.set(chunk, this.#end);
    this.#end += chunk.length;
  }

  /**
   * The next line without its line end, "too-long" once for a line over `maxLineOctets` (line end counted as CRLF),
   * null until more arrives. A too-long line is dropped as it comes and reported at its end, so it is answered once,
   * like any other line.
   */
  next(maxLineOctets: number): Uint8Array | "too-long" | null {
    const lineEnd = this.#octets.indexOf(LF, this.#searched); // beyond #end there are only zeros
    if (lineEnd === -1) {
      this.#searched = this.#end;
      // A trailing CR may yet turn out to be half a line end: only one octet more makes the line certainly too long.
      if (this.#isSkipping || this.bufferedOctets >= maxLineOctets) {
        this.#isSkipping = true;
        this.#forget();
      }
      return null;
    }
    const wasSkipping = this.#isSkipping;
    const textEnd = lineEnd > this.#start && this.#octets[lineEnd - 1] === CR ? lineEnd - 1 : lineEnd;
    this.#endedInLfAlone = textEnd === lineEnd;
    const line = this.#octets.subarray(this.#start, textEnd);
    this.#isSkipping = false;
    this.#start = lineEnd + 1;
    this.#searched = this.#start;
    if (this.#start === this.#end) this.#forget();
    return wasSkipping || line.length + 2 > maxLineOctets ? "too-long" : line;
  }

  /**
   * All that is held, handed out as it is, for a protocol where octets follow that are no lines. What was not meant may
   * be put back.
   */
  takeRest(): Uint8Array {
    const rest = this.#octets.subarray(this.#start, this.#end);
    this.clear();
    return rest;
  }

  /** What was taken too much comes before what has arrived since. */
  putBack(octets: Uint8Array): void {
    if (octets.length === 0) return;
    const later = this.takeRest();
    this.push(octets);
    this.push(later);
  }

  /** Drops everything heard so far: what was sent in the clear must not be obeyed inside TLS (RFC 2595 §4). */
  clear(): void {
    this.#isSkipping = false;
    this.#forget();
  }

  #forget(): void {
    this.#hold(NOTHING, false, 0);
  }

  #hold(octets: Uint8Array, isOwn: boolean, end: number): void {
    this.#octets = octets;
    this.#ownsOctets = isOwn;
    this.#start = 0;
    this.#end = end;
    this.#searched = 0;
  }

  /** Never moves octets within one buffer: lines handed out earlier are views of it and may still be in use. */
  #moveToLargerRoom(extra: number): void {
    const searched = this.#searched - this.#start;
    const room = new Uint8Array(2 * (this.bufferedOctets + extra));
    room.set(this.#octets.subarray(this.#start, this.#end));
    this.#hold(room, true, this.bufferedOctets);
    this.#searched = searched;
  }
}
