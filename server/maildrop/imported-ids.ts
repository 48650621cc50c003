/** Unique-ids from another server, packed: all the text in one buffer and where each one ends. */
export class ImportedIds {
  constructor(
    readonly text: Buffer,
    readonly ends: Uint32Array,
  ) {}

  get memoryOctets(): number {
    return this.text.length + this.ends.byteLength;
  }

  /** Null for a message that has none. */
  at(index: number): string | null {
    const start = this.startOf(index);
    const end = this.ends[index] ?? start;
    return start === end ? null : this.text.toString("latin1", start, end);
  }

  startOf(index: number): number {
    return index === 0 ? 0 : (this.ends[index - 1] ?? 0);
  }
}

/** Collects one entry per message, in order. */
export class ImportedIdsBuilder {
  #parts: Buffer[] = [];
  #octets = 0;
  #ends = new Uint32Array(0);
  #count = 0;

  addAll(ids: readonly (string | null)[]): void {
    this.#ends = withRoom(this.#ends, this.#count + ids.length);
    const text = ids.join("");
    if (text !== "") this.#parts.push(Buffer.from(text, "latin1"));
    for (const id of ids) this.#end(id?.length ?? 0);
  }

  /** The entries from `from` up to, not including, `to`. */
  addRange(ids: ImportedIds | null, from: number, to: number): void {
    this.#ends = withRoom(this.#ends, this.#count + to - from);
    if (ids === null) {
      this.#ends.fill(this.#octets, this.#count, this.#count + to - from);
      this.#count += to - from;
      return;
    }
    this.#parts.push(ids.text.subarray(ids.startOf(from), ids.startOf(to)));
    for (let index = from; index < to; index += 1) this.#end((ids.ends[index] ?? 0) - ids.startOf(index));
  }

  /** Null where no message has one: most maildrops pay nothing. */
  build(): ImportedIds | null {
    if (this.#octets === 0) return null;
    return new ImportedIds(Buffer.concat(this.#parts), this.#ends.slice(0, this.#count));
  }

  #end(octets: number): void {
    this.#octets += octets;
    this.#ends[this.#count] = this.#octets;
    this.#count += 1;
  }
}

/** The same cells with room for so many: grown by half at least, so that adding stays cheap. */
export function withRoom(cells: Uint32Array<ArrayBuffer>, needed: number): Uint32Array<ArrayBuffer> {
  if (needed <= cells.length) return cells;
  const grown = new Uint32Array(Math.max(needed, Math.ceil(cells.length * 1.5)));
  grown.set(cells);
  return grown;
}
