/** Unique-ids from another server, packed: all the text in one buffer and where each one ends. Messages after the last end have none. */
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

  /** The same as octets, written at `at`; gives where it ends, which is `at` for a message that has none. */
  write(index: number, into: Uint8Array, at: number): number {
    const start = this.startOf(index);
    const end = this.ends[index] ?? start;
    for (let octet = start; octet < end; octet += 1) into[at + octet - start] = this.text[octet] as number;
    return at + end - start;
  }

  startOf(index: number): number {
    return index === 0 ? 0 : (this.ends[index - 1] ?? this.text.length);
  }
}

/** Collects one entry per message, in order. */
export class ImportedIdsBuilder {
  /** What all entries so far are, where they were taken whole. */
  #whole: ImportedIds | null = null;
  #parts: Buffer[] = [];
  #octets = 0;
  /** Holds the first `#ended` entries; those after them have no text. */
  #ends: Uint32Array = new Uint32Array(0);
  #ended = 0;
  #count = 0;

  addNone(count: number): void {
    this.#count += count;
  }

  addAll(ids: readonly (string | null)[]): void {
    const text = ids.join("");
    if (text !== "") {
      this.#begin(ids.length);
      this.#parts.push(Buffer.from(text, "latin1"));
      for (const id of ids) this.#end(id?.length ?? 0);
    }
    this.#count += ids.length;
  }

  /** The entries from `from` up to, not including, `to`. */
  addRange(ids: ImportedIds | null, from: number, to: number): void {
    if (ids !== null && ids.startOf(from) !== ids.startOf(to)) {
      if (this.#count === 0 && from === 0 && to >= ids.ends.length) this.#takeWhole(ids);
      else this.#copy(ids, from, to);
    }
    this.#count += to - from;
  }

  /** Null where no message has one: most maildrops pay nothing. */
  build(): ImportedIds | null {
    if (this.#octets === 0 || this.#whole !== null) return this.#whole;
    return new ImportedIds(Buffer.concat(this.#parts), this.#ends.slice(0, this.#ended));
  }

  #copy(ids: ImportedIds, from: number, to: number): void {
    this.#begin(to - from);
    this.#parts.push(ids.text.subarray(ids.startOf(from), ids.startOf(to)));
    for (let index = from; index < to; index += 1) this.#end(ids.startOf(index + 1) - ids.startOf(index));
  }

  #takeWhole(ids: ImportedIds): void {
    this.#whole = ids;
    this.#parts = [ids.text];
    this.#octets = ids.text.length;
    this.#ends = ids.ends;
    this.#ended = ids.ends.length;
  }

  /** Room for `more` entries after all those counted. */
  #begin(more: number): void {
    const needed = this.#count + more;
    const isOwn = this.#whole === null && needed <= this.#ends.length;
    if (!isOwn) {
      const grown = new Uint32Array(Math.max(needed, Math.ceil(this.#ends.length * 1.5)));
      grown.set(this.#ends);
      this.#ends = grown;
    }
    this.#whole = null;
    this.#ends.fill(this.#octets, this.#ended, this.#count);
    this.#ended = this.#count;
  }

  #end(octets: number): void {
    this.#octets += octets;
    this.#ends[this.#ended] = this.#octets;
    this.#ended += 1;
  }
}
