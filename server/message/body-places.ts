import type { Store } from "../store.ts";
import { type BodyPlace, bodyPlaces } from "./place-statements.ts";

/** Where the bodies of one maildrop's messages lie, read for a block of neighbours at a time: RETR 1, 2, 3 … asks the database once in 64. */
export class BodyPlaces {
  #from = 0;
  #to = -1;
  #places = new Map<number, BodyPlace>();

  constructor(
    private readonly store: Store,
    private readonly accountId: number,
  ) {}

  /** The place of a message in the block read last; undefined where that must be read first, null where the row is gone. */
  known(sequence: number): string | null | undefined {
    if (sequence < this.#from || sequence > this.#to) return undefined;
    return this.#places.get(sequence)?.bodyPlace ?? null;
  }

  /** Whether the message is known to have been retrieved before its block was read. */
  wasRetrieved(sequence: number): boolean {
    const known = this.#places.get(sequence);
    return known !== undefined && !known.isNew;
  }

  /** Reads the block from one sequence to another, both included; at once where the database answers at once. */
  read(from: number, to: number): void | Promise<void> {
    const rows = this.store.statements.read(bodyPlaces, { accountId: this.accountId, from, to });
    return rows instanceof Promise ? rows.then((later) => this.#keep(from, to, later)) : this.#keep(from, to, rows);
  }

  #keep(from: number, to: number, rows: readonly BodyPlace[]): void {
    this.#places = new Map(rows.map((row) => [row.sequence, row]));
    this.#from = from;
    this.#to = to;
  }
}
