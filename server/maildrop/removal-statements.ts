import { timestamp } from "../statement/postgresql/postgres.ts";
import type { Read, Write } from "../statement/statement.ts";
import { packFacts, type RemovedFacts } from "./removal-facts.ts";

/** A committed removal whose rows or bodies are still to be taken away. */
export interface PendingRemoval {
  readonly id: number;
  readonly accountId: number;
  readonly sequences: Uint8Array;
  /** Until then its messages can be brought back, in milliseconds since 1970; null: they go for good. */
  readonly purgeAfterAt: number | null;
}

export interface PendingAsked {
  /** Null: of all. */
  readonly accountIds: readonly number[] | null;
  /** Leaves out what sessions committed later than this, in milliseconds since 1970: their worker is at it. */
  readonly before: number;
}

const pendingAtOnce = 100;
const selectPending = (instant: string, account: string) => `
  SELECT "id", "accountId", "sequences", "purgeAfterAt" FROM "Removal"
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

/** Neighbours of one removal: sequences from `first` to `last`, both included. */
export interface RemovedRun {
  readonly removalId: number;
  readonly accountId: number;
  readonly first: number;
  readonly last: number;
}

/** Where a body is, and what of it is a header. */
export interface PlacedBody {
  readonly accountId: number;
  readonly sequence: number;
  readonly bodyPlace: string;
  readonly octets: number;
  readonly headerOctets: number;
}

const selectBodies = (account: string, first: string, last: string) => `
  SELECT "accountId", "sequence", "bodyPlace", "octets", "headerOctets" FROM "Message"
  WHERE "accountId" = ${account} AND "sequence" BETWEEN ${first} AND ${last}`;

/** The bodies of a run; those whose rows are gone are missing. */
export const bodiesOfRun: Read<RemovedRun, PlacedBody[]> = {
  sqlite(database) {
    const bodies = database.prepare<[number, number, number], PlacedBody>(selectBodies("?", "?", "?"));
    return ({ accountId, first, last }) => bodies.all(accountId, first, last);
  },
  postgresql: (query, { accountId, first, last }) =>
    query<PlacedBody>(selectBodies("$1", "$2", "$3"), [accountId, first, last]),
};

interface TakenRow extends RemovedFacts {
  readonly removalId: number;
  readonly bodyPlace: string;
}

const takenColumns = [
  "sequence",
  "uniqueEpoch",
  "uniqueNumber",
  "importedId",
  "octets",
  "arrivedAt",
  "downloadedAt",
  "bodyPlace",
];
const taken = (table: string) => takenColumns.map((column) => `${table}"${column}"`).join(", ");

/**
 * Takes rows away for good, and writes down what they were. Gives where their bodies are: of rows that another process took, that one
 * takes the bodies too. A power cut may bring rows back; they are still known to be removed then, for a removal is finished later.
 */
export const takeRows: Write<readonly RemovedRun[], string[]> = {
  name: "take-removed-rows",
  durability: "NORMAL",
  isBehind: true,
  sqlite(database) {
    const take = database.prepare<[number, number, number], Omit<TakenRow, "removalId">>(
      `DELETE FROM "Message" WHERE "accountId" = ? AND "sequence" BETWEEN ? AND ? RETURNING ${taken("")}`,
    );
    const note = database.prepare(`${insertPage} VALUES (?, ?, ?)`);
    return (runs) => {
      const rows = runs.flatMap(({ removalId, accountId, first, last }) =>
        take.all(accountId, first, last).map((row) => ({ ...row, removalId })),
      );
      for (const page of factPages(rows)) note.run(page.removalId, page.firstSequence, page.packed);
      return rows.map(({ bodyPlace }) => bodyPlace);
    };
  },
  postgresql({ transaction }, runs) {
    return transaction(async (query) => {
      const rows = await query<TakenRow>(
        `DELETE FROM "Message" AS m USING ${unnestedRuns}
         WHERE m."accountId" = run."accountId" AND m."sequence" BETWEEN run."first" AND run."last"
         RETURNING run."removalId", ${taken("m.")}`,
        columnsOf(runs),
      );
      for (const page of factPages(rows)) {
        await query(`${insertPage} VALUES ($1, $2, $3)`, [page.removalId, page.firstSequence, page.packed]);
      }
      return rows.map(({ bodyPlace }) => bodyPlace);
    });
  },
};

export const insertPage = `INSERT INTO "RemovalPage" ("removalId", "firstSequence", "packed")`;

export const unnestedRuns = `unnest(CAST($1 AS integer[]), CAST($2 AS integer[]), CAST($3 AS integer[]), CAST($4 AS integer[]))
  AS run ("removalId", "accountId", "first", "last")`;

export function columnsOf(runs: readonly RemovedRun[]): number[][] {
  return [
    runs.map(({ removalId }) => removalId),
    runs.map(({ accountId }) => accountId),
    runs.map(({ first }) => first),
    runs.map(({ last }) => last),
  ];
}

/** What is written down of rows that go: one page a removal. */
export function factPages(
  rows: readonly (RemovedFacts & { readonly removalId: number })[],
): { removalId: number; firstSequence: number; packed: Uint8Array<ArrayBuffer> }[] {
  const byRemoval = new Map<number, RemovedFacts[]>();
  for (const row of rows) {
    const own = byRemoval.get(row.removalId);
    if (own) own.push(row);
    else byRemoval.set(row.removalId, [row]);
  }
  return [...byRemoval].map(([removalId, facts]) => {
    facts.sort((one, other) => one.sequence - other.sequence);
    return { removalId, firstSequence: facts[0]?.sequence ?? 0, packed: packFacts(facts) };
  });
}

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
