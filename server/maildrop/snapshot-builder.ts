import { ImportedIdsBuilder, withRoom } from "./imported-ids.ts";
import { dotLinesBit, highBits, Snapshot, width } from "./snapshot.ts";
import type { MaildropVersion } from "./version.ts";

/** Columns of some messages, one entry each. */
export interface MessageColumns {
  readonly sequences: readonly number[];
  readonly octets: readonly number[];
  readonly headerOctets: readonly number[];
  readonly dotLines: readonly (boolean | number)[];
  readonly epochs: readonly string[];
  readonly numbers: readonly number[];
  readonly importedIds: readonly (string | null)[];
}

const none: readonly string[] = [];

/** Makes a snapshot out of parts of another and of rows, in ascending order of sequence. */
export class SnapshotBuilder {
  #cells: Uint32Array<ArrayBuffer>;
  readonly #epochs: string[];
  readonly #importedIds = new ImportedIdsBuilder();
  #count = 0;

  /** `epochs`: those of the snapshot that ranges are taken from. `expected`: how many messages there will be, where that is known. */
  constructor(epochs = none, expected = 0) {
    this.#cells = new Uint32Array(expected * width);
    this.#epochs = [...epochs];
  }

  get count(): number {
    return this.#count;
  }

  /** The messages of `base` from index `from` up to, not including, `to`. */
  addRange(base: Snapshot, from: number, to: number): void {
    this.#reserve(to - from);
    this.#cells.set(base.cells.subarray(from * width, to * width), this.#count * width);
    this.#importedIds.addRange(base.importedIds, from, to);
    this.#count += to - from;
  }

  addRows(rows: MessageColumns, isLeftOut: (sequence: number) => boolean): void {
    this.#reserve(rows.sequences.length);
    const importedIds: (string | null)[] = [];
    for (let row = 0; row < rows.sequences.length; row += 1) {
      if (isLeftOut(at(rows.sequences, row))) continue;
      this.#addRow(rows, row);
      importedIds.push(rows.importedIds[row] ?? null);
    }
    this.#importedIds.addAll(importedIds);
  }

  build(version: MaildropVersion): Snapshot {
    const cells = this.#cells.length === this.#count * width ? this.#cells : this.#cells.slice(0, this.#count * width);
    return new Snapshot(version, cells, this.#epochs, this.#importedIds.build());
  }

  #addRow(rows: MessageColumns, row: number): void {
    const number = at(rows.numbers, row);
    if (!Number.isSafeInteger(number)) throw new RangeError(`unique number ${number} is too large`);
    const cell = this.#count * width;
    this.#cells[cell] = at(rows.sequences, row);
    this.#cells[cell + 1] = at(rows.octets, row);
    this.#cells[cell + 2] = at(rows.headerOctets, row) + (at(rows.dotLines, row) ? dotLinesBit : 0);
    this.#cells[cell + 3] = number % 2 ** 32;
    this.#cells[cell + 4] = Math.floor(number / 2 ** 32) + this.#epoch(at(rows.epochs, row)) * 2 ** highBits;
    this.#count += 1;
  }

  #reserve(messages: number): void {
    this.#cells = withRoom(this.#cells, (this.#count + messages) * width);
  }

  #epoch(epoch: string): number {
    const known = this.#epochs.indexOf(epoch);
    if (known !== -1) return known;
    if (this.#epochs.length === 2 ** (32 - highBits)) throw new RangeError("too many epochs in one maildrop");
    return this.#epochs.push(epoch) - 1;
  }
}

function at<T>(column: readonly T[], row: number): T {
  const value = column[row];
  if (value === undefined) throw new RangeError("columns of different length");
  return value;
}
