/** A map that knows which of its entries was set longest ago, and forgets it beyond `most` entries. Whoever uses one sets it again. */
export class RecentMap<Key, Value> {
  /** In the order they were set. */
  readonly #entries = new Map<Key, Value>();
  /**
   * Stands before the oldest: whatever it has passed was forgotten. Another one each time would step over all that was taken away from
   * the beginning of the map, 100 µs where 50,000 entries come and go.
   */
  #oldest = this.#entries.entries();

  constructor(private readonly most = Number.POSITIVE_INFINITY) {}

  get size(): number {
    return this.#entries.size;
  }

  has(key: Key): boolean {
    return this.#entries.has(key);
  }

  get(key: Key): Value | undefined {
    return this.#entries.get(key);
  }

  values(): IterableIterator<Value> {
    return this.#entries.values();
  }

  /** From now on it is the newest. Gives the key of what was forgotten for it. */
  set(key: Key, value: Value): Key | undefined {
    this.#entries.delete(key);
    this.#entries.set(key, value);
    return this.#entries.size > this.most ? this.forgetOldest()?.[0] : undefined;
  }

  delete(key: Key): void {
    this.#entries.delete(key);
  }

  /** Undefined where there is none. */
  forgetOldest(): readonly [Key, Value] | undefined {
    let next = this.#oldest.next();
    if (next.done) {
      // It was at the end once, and stays there.
      this.#oldest = this.#entries.entries();
      next = this.#oldest.next();
      if (next.done) return undefined;
    }
    this.#entries.delete(next.value[0]);
    return next.value;
  }
}
