import { timestamp } from "../statement/postgresql/postgres.ts";
import type { Read, Write } from "../statement/statement.ts";

/** A committed removal whose rows or bodies are still to be taken away. */
export interface PendingRemoval {
  readonly id: number;
  readonly accountId: number;
  readonly sequences: Uint8Array;
}

export interface PendingAsked {
  /** Null: of all. */
  readonly accountIds: readonly number[] | null;
  /** Leaves out what sessions committed later than this, in milliseconds since 1970: their worker is at it. */
  readonly before: number;
}

const pendingAtOnce = 100;
const selectPending = (instant: string, account: string) => `
  SELECT "id", "accountId", "sequences" FROM "Removal"
  WHERE "finishedAt" IS NULL AND ("cause" <> 'session' OR "committedAt" <= ${instant}) ${account}
  ORDER BY "id" LIMIT ${pendingAtOnce}`;

/** The oldest hundred. */
export const pendingRemovals: Read<PendingAsked, PendingRemoval[]> = {
  sqlite(database) {
    const all = database.prepare<[number], PendingRemoval>(selectPending("?", ""));
    const some = database.prepare<[number, string], PendingRemoval>(
      selectPending("?", `AND "accountId" IN (SELECT value FROM json_each(?))`),
    );
    return ({ accountIds, before }) =>
      accountIds === null ? all.all(before) : some.all(before, JSON.stringify(accountIds));
  },
  postgresql(query, { accountIds, before }) {
    return query<PendingRemoval>(
      selectPending(
        "CAST($1 AS timestamp(3))",
        `AND (CAST($2 AS integer[]) IS NULL OR "accountId" = ANY(CAST($2 AS integer[])))`,
      ),
      [timestamp(before), accountIds],
    );
  },
};

/** Neighbours of one account: sequences from `first` to `last`, both included. */
export interface AccountRun {
  readonly accountId: number;
  readonly first: number;
  readonly last: number;
}

const selectPlaces = (account: string, first: string, last: string) => `
  SELECT "bodyPlace" FROM "Message" WHERE "accountId" = ${account} AND "sequence" BETWEEN ${first} AND ${last}`;

/** Where the bodies of a run are; those whose rows are gone are missing. */
export const placesOfRun: Read<AccountRun, string[]> = {
  sqlite(database) {
    const places = database.prepare<[number, number, number], string>(selectPlaces("?", "?", "?")).pluck();
    return ({ accountId, first, last }) => places.all(accountId, first, last);
  },
  async postgresql(query, { accountId, first, last }) {
    const rows = await query<{ bodyPlace: string }>(selectPlaces("$1", "$2", "$3"), [accountId, first, last]);
    return rows.map(({ bodyPlace }) => bodyPlace);
  },
};

/**
 * Gives where their bodies are: of rows that another process took, that one takes the bodies too. A power cut may bring rows back;
 * they are still known to be removed then, for a removal is finished later than this.
 */
export const takeRows: Write<readonly AccountRun[], string[]> = {
  name: "take-removed-rows",
  durability: "NORMAL",
  isBehind: true,
  sqlite(database) {
    const take = database
      .prepare<[number, number, number], string>(
        `DELETE FROM "Message" WHERE "accountId" = ? AND "sequence" BETWEEN ? AND ? RETURNING "bodyPlace"`,
      )
      .pluck();
    return (runs) => runs.flatMap(({ accountId, first, last }) => take.all(accountId, first, last));
  },
  async postgresql({ query }, runs) {
    const rows = await query<{ bodyPlace: string }>(
      `DELETE FROM "Message" AS m USING unnest(CAST($1 AS integer[]), CAST($2 AS integer[]), CAST($3 AS integer[]))
         AS run ("accountId", "first", "last")
       WHERE m."accountId" = run."accountId" AND m."sequence" BETWEEN run."first" AND run."last" RETURNING m."bodyPlace"`,
      [runs.map(({ accountId }) => accountId), runs.map(({ first }) => first), runs.map(({ last }) => last)],
    );
    return rows.map(({ bodyPlace }) => bodyPlace);
  },
};

const finish = (instant: string, ids: string) =>
  `UPDATE "Removal" SET "finishedAt" = ${instant} WHERE "finishedAt" IS NULL AND "id" IN (${ids})`;

/** `at` in milliseconds since 1970. */
export const markFinished: Write<{ readonly ids: readonly number[]; readonly at: number }, void> = {
  name: "mark-removals-finished",
  durability: "NORMAL",
  isBehind: true,
  sqlite(database) {
    const update = database.prepare<[number, string]>(finish("?", "SELECT value FROM json_each(?)"));
    return ({ ids, at }) => void update.run(at, JSON.stringify(ids));
  },
  async postgresql({ query }, { ids, at }) {
    await query(finish("CAST($1 AS timestamp(3))", "SELECT unnest(CAST($2 AS integer[]))"), [timestamp(at), ids]);
  },
};
