import { uniqueIdOf, writeUniqueId } from "../message/unique-id.ts";
import type { ImportedIds } from "./imported-ids.ts";
import type { SnapshotRoom } from "./snapshot-room.ts";
import type { MaildropVersion } from "./version.ts";

/** Cells a message takes, of four octets each: sequence, octets, header octets and dot-lines bit, unique number, its epoch. */
export const width = 5;
export const dotLinesBit = 2 ** 31;
/** The fifth cell: 21 bits of the unique number above the 32 of the fourth, and 11 bits that point into the epochs. */
export const highBits = 21;
const highMask = 2 ** highBits - 1;

/** A maildrop as one committed state has it, packed and never changed, so that sessions share it. Indexes begin at 0. */
export class Snapshot {
  readonly #words: Uint32Array;
  readonly #epochOctets: readonly Uint8Array[];

  constructor(
    readonly version: MaildropVersion,
    readonly room: SnapshotRoom,
    readonly count: number,
    readonly epochs: readonly string[],
    readonly importedIds: ImportedIds | null,
  ) {
    this.#words = room.words;
    this.#epochOctets = epochs.map((epoch) => Buffer.from(epoch, "latin1"));
  }

  /** For whoever bounds how many are kept. */
  get memoryOctets(): number {
    return this.#words.byteLength + (this.importedIds?.memoryOctets ?? 0) + 400;
  }

  sequence(index: number): number {
    return this.#cell(index, 0);
  }

  octets(index: number): number {
    return this.#cell(index, 1);
  }

  headerOctets(index: number): number {
    return this.#cell(index, 2) % dotLinesBit;
  }

  hasDotLines(index: number): boolean {
    return this.#cell(index, 2) >= dotLinesBit;
  }

  uniqueId(index: number): string {
    const imported = this.importedIds?.at(index) ?? null;
    if (imported !== null) return imported;
    const high = this.#cell(index, 4);
    const number = (high & highMask) * 0x100000000 + this.#cell(index, 3);
    return uniqueIdOf({ epoch: this.epochs[high >>> highBits] ?? "", number });
  }

  /** The same as octets, written at `at`; gives where it ends. */
  writeUniqueId(index: number, into: Uint8Array, at: number): number {
    const importedEnd = this.importedIds?.write(index, into, at) ?? at;
    if (importedEnd !== at) return importedEnd;
    const high = this.#cell(index, 4);
    const epoch = this.#epochOctets[high >>> highBits];
    if (epoch === undefined) throw new RangeError(`message ${index} has no epoch`);
    return writeUniqueId(epoch, high & highMask, this.#cell(index, 3), into, at);
  }

  /** Of many messages at once: their sequences, and their octets in all. */
  gather(indexes: Uint32Array): { sequences: Uint32Array<ArrayBuffer>; octets: number } {
    const sequences = new Uint32Array(indexes.length);
    let octets = 0;
    const words = this.#words;
    for (let at = 0; at < indexes.length; at += 1) {
      const index = indexes[at] as number;
      if (index >= this.count) throw new RangeError(`no message ${index} of ${this.count}`);
      sequences[at] = words[index * width] as number;
      octets += words[index * width + 1] as number;
    }
    return { sequences, octets };
  }

  #cell(index: number, cell: number): number {
    const value = index < this.count ? this.#words[index * width + cell] : undefined;
    if (value === undefined) throw new RangeError(`no message ${index} of ${this.count}`);
    return value;
  }
}
