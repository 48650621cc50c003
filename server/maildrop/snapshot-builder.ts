import { ImportedIdsBuilder } from "./imported-ids.ts";
import { highBits, Snapshot, width } from "./snapshot.ts";
import { SnapshotRoom } from "./snapshot-room.ts";
import type { MaildropVersion } from "./version.ts";

/** Columns of some messages, one entry each. */
export interface MessageColumns {
  readonly sequences: readonly number[];
  readonly octets: readonly number[];
  /** Header octets, and 2^31 more where some line begins with a dot. */
  readonly headers: readonly number[];
  readonly numbers: readonly number[];
  /** One each, or one that is the same for all. */
  readonly epochs: readonly string[] | string;
  /** One each; null where none has one. */
  readonly importedIds: readonly (string | null)[] | null;
}

/** One epoch further on, in the fifth cell. */
const epochUnit = 2 ** highBits;
/** Up to here words are copied one by one: it costs less than a view to copy from. */
const fewWords = 64;
const none: readonly string[] = [];

/** Makes a snapshot out of parts of another and of rows, in ascending order of sequence. */
export class SnapshotBuilder {
  #room: SnapshotRoom;
  readonly #epochs: string[];
  readonly #importedIds = new ImportedIdsBuilder();
  #count = 0;

  /** `epochs`: those of the snapshot that ranges are taken from. `expected`: how many messages there will be, where that is known. */
  constructor(epochs = none, expected = 0) {
    this.#room = new SnapshotRoom(new Uint32Array(expected * width), 0);
    this.#epochs = [...epochs];
  }

  /** Goes on from `base`, in its room where there is some, else in a new one with room for later. */
  static after(base: Snapshot, added: number): SnapshotBuilder {
    const builder = new SnapshotBuilder(base.epochs);
    const needed = base.count + added;
    if (base.room.take(base.count * width, needed * width)) {
      builder.#room = base.room;
      builder.#importedIds.addRange(base.importedIds, 0, base.count);
      builder.#count = base.count;
    } else {
      builder.#reserve(needed + Math.ceil(needed / 8));
      builder.addRange(base, 0, base.count);
    }
    return builder;
  }

  get count(): number {
    return this.#count;
  }

  /** The messages of `base` from index `from` up to, not including, `to`. */
  addRange(base: Snapshot, from: number, to: number): void {
    this.#reserve(this.#count + to - from);
    copyWords(base.room.words, from * width, to * width, this.#room.words, this.#count * width);
    this.#importedIds.addRange(base.importedIds, from, to);
    this.#count += to - from;
  }

  addRows(rows: MessageColumns, isLeftOut: (sequence: number) => boolean): void {
    const { sequences, octets, headers, numbers, epochs, importedIds } = rows;
    const { length } = sequences;
    const columns = [octets, headers, numbers, ...(typeof epochs === "string" ? [] : [epochs])];
    if (columns.some((column) => column.length !== length)) throw new RangeError("columns of different length");
    this.#reserve(this.#count + length);
    const { words } = this.#room;
    const before = this.#count;
    const ids: (string | null)[] = [];
    let epoch = typeof epochs === "string" && length > 0 ? this.#epoch(epochs) : 0;
    for (let row = 0; row < length; row += 1) {
      const sequence = sequences[row] as number;
      if (isLeftOut(sequence)) continue;
      const number = numbers[row] as number;
      if (!Number.isSafeInteger(number)) throw new RangeError(`unique number ${number} is too large`);
      if (typeof epochs !== "string") epoch = this.#epoch(epochs[row] as string);
      const cell = this.#count * width;
      words[cell] = sequence;
      words[cell + 1] = octets[row] as number;
      words[cell + 2] = headers[row] as number;
      words[cell + 3] = number;
      words[cell + 4] = Math.floor(number / 0x100000000) + epoch * epochUnit;
      this.#count += 1;
      if (importedIds !== null) ids.push(importedIds[row] ?? null);
    }
    if (importedIds === null) this.#importedIds.addNone(this.#count - before);
    else this.#importedIds.addAll(ids);
  }

  build(version: MaildropVersion): Snapshot {
    const filled = this.#count * width;
    const isWasteful = this.#room.words.length > filled * 1.25;
    if (isWasteful) this.#room = new SnapshotRoom(this.#room.words.slice(0, filled), filled);
    else this.#room.give(filled);
    return new Snapshot(version, this.#room, this.#count, this.#epochs, this.#importedIds.build());
  }

  /** Room for so many messages in all: grown by half at least, so that adding stays cheap. */
  #reserve(messages: number): void {
    const { words } = this.#room;
    if (messages * width <= words.length) return;
    const grown = new Uint32Array(Math.max(messages * width, Math.ceil(words.length * 1.5)));
    copyWords(words, 0, this.#count * width, grown, 0);
    this.#room = new SnapshotRoom(grown, Number.POSITIVE_INFINITY);
  }

  #epoch(epoch: string): number {
    const known = this.#epochs.indexOf(epoch);
    if (known !== -1) return known;
    if (this.#epochs.length === 2 ** (32 - highBits)) throw new RangeError("too many epochs in one maildrop");
    return this.#epochs.push(epoch) - 1;
  }
}

function copyWords(source: Uint32Array, from: number, to: number, target: Uint32Array, at: number): void {
  if (to - from > fewWords) target.set(source.subarray(from, to), at);
  else for (let word = from; word < to; word += 1) target[at + word - from] = source[word] as number;
}
