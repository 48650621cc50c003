/** Keys of lines of one instant (LogEntry.id). More go on into the next. */
export const keysPerInstant = 2_048;
/** The last instant that has keys below 2^53: in the year 2109. */
const latestMs = 2 ** 42 - 1;

/** The first key of an instant in milliseconds since 1970: lines at or after it have this key or a higher one. */
export function keyAt(milliseconds: number): number {
  return Math.min(Math.max(Math.floor(milliseconds), 0), latestMs) * keysPerInstant;
}

/** The instant of a key, in milliseconds; a little late for lines that had no room in theirs. */
export function instantOf(key: number | bigint): number {
  return Math.floor(Number(key) / keysPerInstant);
}

/**
 * Gives keys to lines in the order in which they come, behind those that are there. It knows the highest key there is, and of the instants
 * before that it is told what it asks for (`wanted`).
 */
export class KeyGiver {
  /** The instant whose highest key (or -1) is to be told before the same line is tried again. */
  wanted = -1;
  readonly #newestInstant: number;
  readonly #highest = new Map<number, number>();
  readonly #next = new Map<number, number>();

  constructor(newestKey: number | null) {
    this.#newestInstant = newestKey === null ? -1 : instantOf(newestKey);
  }

  tell(instant: number, highestKey: number | null): void {
    this.#highest.set(instant, highestKey ?? -1);
  }

  /** Whether something may be there already at this time, so that it will be wanted. */
  isOld(milliseconds: number): boolean {
    const instant = instantOf(keyAt(milliseconds));
    return instant <= this.#newestInstant && !this.#highest.has(instant);
  }

  /** -1 where `wanted` has to be told first. */
  give(milliseconds: number): number {
    const first = keyAt(milliseconds);
    let key = this.#next.get(first) ?? first;
    for (;;) {
      const instant = instantOf(key);
      const highest = this.#highest.get(instant) ?? (instant > this.#newestInstant ? -1 : null);
      if (highest === null) {
        this.wanted = instant;
        return -1;
      }
      key = Math.max(key, highest + 1);
      if (instantOf(key) !== instant) continue; // this instant is full
      this.#highest.set(instant, key);
      this.#next.set(first, key + 1);
      return key;
    }
  }
}
