import { timestamp } from "../statement/postgresql/postgres.ts";
import type { Read } from "../statement/statement.ts";
import type { LiveRow } from "./schema.ts";

export type LiveRowRead = Omit<LiveRow, "node"> & { readonly incarnationId: string };

export interface LiveRowsFrom {
  /** Of the last row had, milliseconds since 1970; 0 for the first page. */
  readonly startedAt: number;
  readonly id: string;
  readonly most: number;
}

const columns = `"id", "incarnationId", "listenerId", "remoteAddress", "remotePort", "tlsVersion", "state", "accountId", "address",
  "lastCommand", "lastCommandAt", "commandCount", "octetsSent", "retrievedCount", "markedCount", "startedAt"`;

/** Live sessions in the order in which they began, page by page: the index of `endedAt` has them beside each other among a million past ones. */
export const liveRowsFrom: Read<LiveRowsFrom, readonly LiveRowRead[]> = {
  sqlite(database) {
    const read = database.prepare<[number, number, string, number], LiveRowRead>(
      `SELECT ${columns} FROM "Session" WHERE "endedAt" IS NULL AND "startedAt" >= ? AND NOT ("startedAt" = ? AND "id" <= ?)
       ORDER BY "startedAt", "id" LIMIT ?`,
    );
    return ({ startedAt, id, most }) => read.all(startedAt, startedAt, id, most);
  },
  postgresql: (query, { startedAt, id, most }) =>
    query<LiveRowRead>(
      `SELECT ${columns} FROM "Session" WHERE "endedAt" IS NULL AND "startedAt" >= CAST($1 AS timestamp(3))
         AND NOT ("startedAt" = CAST($1 AS timestamp(3)) AND "id" <= $2) ORDER BY "startedAt", "id" LIMIT $3`,
      [timestamp(startedAt), id, most],
    ),
};
