import type { Store } from "../store.ts";

/** Where the bodies of one maildrop's messages lie, read for a block of neighbours at a time: RETR 1, 2, 3 … asks the database once in 64. */
export class BodyPlaces {
  #from = 0;
  #to = -1;
  #places = new Map<number, string>();

  constructor(
    private readonly store: Store,
    private readonly accountId: number,
  ) {}

  /** The place of a message in the block read last; undefined where that must be read first, null where the row is gone. */
  known(sequence: number): string | null | undefined {
    if (sequence < this.#from || sequence > this.#to) return undefined;
    return this.#places.get(sequence) ?? null;
  }

  /** Reads the block from one sequence to another, both included. */
  async read(from: number, to: number): Promise<void> {
    const rows = await this.store.db.$queryRaw<{ sequence: number | bigint; bodyPlace: string }[]>`
      SELECT "sequence", "bodyPlace" FROM "Message"
      WHERE "accountId" = ${this.accountId} AND "sequence" BETWEEN ${from} AND ${to}`;
    this.#places = new Map(rows.map((row) => [Number(row.sequence), row.bodyPlace]));
    this.#from = from;
    this.#to = to;
  }
}
