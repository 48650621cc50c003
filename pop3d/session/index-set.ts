/** A read-only set of message indexes, iterated in order. */
export interface Indexes extends Iterable<number> {
  readonly count: number;
  has(index: number): boolean;
  /** All of them, ascending. */
  toArray(): Uint32Array<ArrayBuffer>;
}

/** Message indexes as bits: an eighth of an octet per message, so that marking 144,524 messages costs 18 kB. */
export class IndexSet implements Indexes {
  readonly #capacity: number;
  #bits: Uint8Array | null = null;
  #count = 0;

  /** `capacity`: how many messages there are. */
  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  get count(): number {
    return this.#count;
  }

  has(index: number): boolean {
    return this.#bits !== null && ((this.#bits[index >> 3] ?? 0) & (1 << (index & 7))) !== 0;
  }

  add(index: number): void {
    if (this.has(index)) return;
    this.#bits ??= new Uint8Array((this.#capacity + 7) >> 3);
    this.#bits[index >> 3] = (this.#bits[index >> 3] ?? 0) | (1 << (index & 7));
    this.#count += 1;
  }

  clear(): void {
    this.#bits = null;
    this.#count = 0;
  }

  toArray(): Uint32Array<ArrayBuffer> {
    const indexes = new Uint32Array(this.#count);
    for (let index = 0, found = 0; found < this.#count; index += 1) {
      if (this.has(index)) indexes[found++] = index;
    }
    return indexes;
  }

  *[Symbol.iterator](): Generator<number> {
    for (let index = 0, left = this.#count; left > 0; index += 1) {
      if (!this.has(index)) continue;
      left -= 1;
      yield index;
    }
  }
}
