/**
 * Where snapshots of one maildrop have their cells: filled from the front, and never changed where it is filled. One that has grown
 * by deliveries shares it with the one before, so that a delivery to 144,524 messages copies nothing.
 */
export class SnapshotRoom {
  #filled: number;

  /** The first `filled` words are somebody's. */
  constructor(
    readonly words: Uint32Array<ArrayBuffer>,
    filled: number,
  ) {
    this.#filled = filled;
  }

  /** Whether the caller may fill on after word `filled`, which only one may: until `give` nobody else gets leave to. */
  take(filled: number, needed: number): boolean {
    if (this.#filled !== filled || needed > this.words.length) return false;
    this.#filled = Number.POSITIVE_INFINITY;
    return true;
  }

  give(filled: number): void {
    this.#filled = filled;
  }
}
