import type { Read } from "../statement/statement.ts";

export interface PlacesAsked {
  readonly accountId: number;
  /** Sequences, both included. */
  readonly from: number;
  readonly to: number;
}

export interface BodyPlace {
  readonly sequence: number;
  readonly bodyPlace: string;
  /** Whether nobody has retrieved it yet. */
  readonly isNew: boolean | 0 | 1;
}

const select = (account: string, from: string, to: string) =>
  `SELECT "sequence", "bodyPlace", "downloadedAt" IS NULL AS "isNew" FROM "Message"
   WHERE "accountId" = ${account} AND "sequence" BETWEEN ${from} AND ${to}`;

/** Of a block of neighbours; those whose rows are gone are missing. */
export const bodyPlaces: Read<PlacesAsked, BodyPlace[]> = {
  sqlite(database) {
    const all = database.prepare<[number, number, number], BodyPlace>(select("?", "?", "?"));
    return ({ accountId, from, to }) => all.all(accountId, from, to);
  },
  postgresql: (query, { accountId, from, to }) => query<BodyPlace>(select("$1", "$2", "$3"), [accountId, from, to]),
};
