import type { Read } from "../statement/statement.ts";

/** Messages of a page at most; SQLite takes a millisecond for it. */
export const pageMessages = 2500;

export interface PageAsked {
  readonly accountId: number;
  /** Sequences from one up to, not including, the other. */
  readonly from: number;
  readonly to: number;
}

/** Columns as JSON arrays, in ascending order of sequence: that costs a third of what rows of their own do. Null or empty without messages. */
export interface PageColumns {
  readonly sequences: string | null;
  readonly octets: string;
  /** Header octets, and 2^31 more where some line begins with a dot. */
  readonly headers: string;
  readonly numbers: string;
  readonly firstEpoch: string;
  readonly lastEpoch: string;
  readonly importedCount: number;
}

/** The same of a page with several epochs, or with imported ids. */
export interface MixedColumns extends PageColumns {
  readonly epochs: string;
  readonly importedIds: string;
}

/** One row. Both engines aggregate a sorted subquery in its order. */
function select(gather: (column: string) => string, dotLines: string, asked: string, mixed: string): string {
  return `
    SELECT ${gather(`"sequence"`)} AS "sequences", ${gather(`"octets"`)} AS "octets",
      ${gather(`"headerOctets" + ${dotLines}`)} AS "headers", ${gather(`"uniqueNumber"`)} AS "numbers",
      MIN("uniqueEpoch") AS "firstEpoch", MAX("uniqueEpoch") AS "lastEpoch", COUNT("importedId") AS "importedCount" ${mixed}
    FROM (SELECT * FROM "Message" WHERE ${asked} ORDER BY "sequence" LIMIT ${pageMessages}) AS "page"`;
}

const mixed = (gather: (column: string) => string) =>
  `, ${gather(`"uniqueEpoch"`)} AS "epochs", ${gather(`"importedId"`)} AS "importedIds"`;

const sqliteGather = (column: string) => `json_group_array(${column})`;
const sqliteSelect = (more: string) =>
  select(sqliteGather, `"hasDotLines" * 2147483648`, `"accountId" = ? AND "sequence" >= ? AND "sequence" < ?`, more);

const postgresGather = (column: string) => `CAST(json_agg(${column}) AS text)`;
const postgresSelect = (more: string) =>
  select(
    postgresGather,
    `CAST("hasDotLines" AS integer) * 2147483648`,
    `"accountId" = $1 AND "sequence" >= $2 AND "sequence" < $3`,
    more,
  );

function page<Columns extends PageColumns>(ofSqlite: string, ofPostgres: string): Read<PageAsked, Columns | null> {
  return {
    sqlite(database) {
      const statement = database.prepare<[number, number, number], Columns>(ofSqlite);
      return ({ accountId, from, to }) => statement.get(accountId, from, to) ?? null;
    },
    postgresql: async (query, { accountId, from, to }) =>
      (await query<Columns>(ofPostgres, [accountId, from, to]))[0] ?? null,
  };
}

export const columnsPage = page<PageColumns>(sqliteSelect(""), postgresSelect(""));
/** Costs twice as much, which most maildrops need not pay. */
export const mixedPage = page<MixedColumns>(sqliteSelect(mixed(sqliteGather)), postgresSelect(mixed(postgresGather)));
