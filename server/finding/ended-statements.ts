import { timestamp } from "../statement/postgresql/postgres.ts";
import type { Read } from "../statement/statement.ts";

export interface EndedBetween {
  /** Milliseconds since 1970; the second instant is not in it. */
  readonly from: number;
  readonly until: number;
  /** Sessions looked at. */
  readonly most: number;
}

/** Of the sessions looked at: those of one account, or (null) those that never signed in. */
export interface EndedOf {
  readonly accountId: number | null;
  readonly sessions: number;
  /** Of them marked messages and left without QUIT. */
  readonly unfinished: number;
  /** The newest end among them. */
  readonly lastAt: number;
}

const ended = (from: string, until: string, most: string) => `
  SELECT "accountId", CAST(count(*) AS integer) AS "sessions", max("endedAt") AS "lastAt",
    CAST(sum(CASE WHEN "markedCount" > 0 AND "endReason" <> 'quit' THEN 1 ELSE 0 END) AS integer) AS "unfinished"
  FROM (SELECT "accountId", "endedAt", "endReason", "markedCount" FROM "Session"
        WHERE "endedAt" >= ${from} AND "endedAt" < ${until} ORDER BY "endedAt" LIMIT ${most}) AS "ended"
  GROUP BY "accountId"`;

/** The oldest sessions that ended in a time, counted by account. */
export const endedBetween: Read<EndedBetween, readonly EndedOf[]> = {
  sqlite(database) {
    const read = database.prepare<[number, number, number], EndedOf>(ended("?", "?", "?"));
    return ({ from, until, most }) => read.all(from, until, most);
  },
  postgresql: (query, { from, until, most }) =>
    query<EndedOf>(ended("CAST($1 AS timestamp(3))", "CAST($2 AS timestamp(3))", "$3"), [
      timestamp(from),
      timestamp(until),
      most,
    ]),
};
