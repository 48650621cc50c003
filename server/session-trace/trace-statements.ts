import { jsonRows } from "../database/json-rows.ts";
import type { Read, Write } from "../statement/statement.ts";

export type TraceRow = readonly [sessionId: string, trace: string];

const onConflict = `ON CONFLICT ("sessionId") DO UPDATE SET "trace" = excluded."trace"`;

/** Traces as they are now. Some 100 in one: the thread that writes them has no more than a few milliseconds of each. */
export const writeTraceRows: Write<readonly TraceRow[], void> = {
  name: "write-traces",
  durability: "NORMAL",
  sqlite(database) {
    const write = database.prepare<[string, string]>(
      `INSERT INTO "SessionTrace" ("sessionId", "trace") VALUES (?, ?) ${onConflict}`,
    );
    return (rows) => {
      for (const [sessionId, trace] of rows) write.run(sessionId, trace);
    };
  },
  async postgresql({ query }, rows) {
    await query(
      `INSERT INTO "SessionTrace" ("sessionId", "trace") SELECT r.value->>0, r.value->>1 FROM ${jsonRows.postgresql}
       WHERE true ${onConflict}`,
      [JSON.stringify(rows)],
    );
  },
};

export const traceOf: Read<string, string | null> = {
  sqlite(database) {
    const read = database.prepare<[string], string>(`SELECT "trace" FROM "SessionTrace" WHERE "sessionId" = ?`).pluck();
    return (sessionId) => read.get(sessionId) ?? null;
  },
  async postgresql(query, sessionId) {
    const [row] = await query<{ trace: string }>(`SELECT "trace" FROM "SessionTrace" WHERE "sessionId" = $1`, [
      sessionId,
    ]);
    return row?.trace ?? null;
  },
};

export interface OldTraces {
  /** Ids begin with the time: what sorts before this one is older. */
  readonly beforeId: string;
  readonly most: number;
}

/** Forgets some of the oldest and gives how many. */
export const purgeTraceRows: Write<OldTraces, number> = {
  name: "purge-traces",
  durability: "NORMAL",
  sqlite(database) {
    const purge = database.prepare<[string, number]>(
      `DELETE FROM "SessionTrace" WHERE "sessionId" IN (
         SELECT "sessionId" FROM "SessionTrace" WHERE "sessionId" < ? ORDER BY "sessionId" LIMIT ?)`,
    );
    return ({ beforeId, most }) => purge.run(beforeId, most).changes;
  },
  async postgresql({ query }, { beforeId, most }) {
    const rows = await query(
      `DELETE FROM "SessionTrace" WHERE "sessionId" IN (
         SELECT "sessionId" FROM "SessionTrace" WHERE "sessionId" < $1 ORDER BY "sessionId" LIMIT $2)
       RETURNING 1`,
      [beforeId, most],
    );
    return rows.length;
  },
};
