const mostSeen = 16_384;
const largestBody = 128 * 1024;
/** Of what is offered to a full cache so many are turned away for one that is taken. */
const turnedAway = 31;

/** Small bodies that were read whole, with a right checksum, and more than once: several programs of one owner read the same mail. */
export class BodyCache {
  readonly #bodies = new Map<string, Uint8Array>();
  /** Places read once: most mail is, and never again. */
  #seen = new Set<string>();
  #seenBefore = new Set<string>();
  #octets = 0;
  #offered = 0;

  constructor(private readonly limitOctets: number) {}

  get(place: string): Uint8Array | undefined {
    const body = this.#bodies.get(place);
    if (body === undefined) return;
    this.#bodies.delete(place);
    this.#bodies.set(place, body);
    return body;
  }

  /**
   * Keeps a copy the second time. A full cache takes few: where more mail goes round than it can hold, each body would be
   * copied in and dropped before it is asked for again.
   */
  offer(place: string, body: Uint8Array): void {
    if (body.length > largestBody || this.limitOctets === 0) return;
    if (!this.#wasSeen(place)) return;
    if (this.#octets + body.length > this.limitOctets && this.#offered++ % (turnedAway + 1) !== turnedAway) return;
    this.#bodies.set(place, Uint8Array.prototype.slice.call(body));
    this.#octets += body.length;
    for (const [oldest, { length }] of this.#bodies) {
      if (this.#octets <= this.limitOctets) return;
      this.#bodies.delete(oldest);
      this.#octets -= length;
    }
  }

  /** Two sets take turns, so that forgetting costs nothing. */
  #wasSeen(place: string): boolean {
    if (this.#seen.has(place) || this.#seenBefore.has(place)) return true;
    if (this.#seen.size >= mostSeen) {
      this.#seenBefore = this.#seen;
      this.#seen = new Set();
    }
    this.#seen.add(place);
    return false;
  }
}
