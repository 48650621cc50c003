import type { Read, Write } from "../statement/statement.ts";
import { instantOf } from "./entry-key.ts";

/** Which lines go: those before a key, or all of a source. */
export interface EntriesToPurge {
  readonly beforeKey: number | null;
  readonly sourceId: number | null;
  readonly most: number;
}

interface PurgedRow {
  readonly id: number;
  readonly result: string | null;
  readonly octets: number;
}

/** Octets of a line as they were counted when it was written, but for how its end was written. */
const octetsOf = 'octet_length("raw") + "cutOctets" + 1';
const page = (before: string, source: string, most: string) =>
  `SELECT "id", "result", ${octetsOf} AS "octets" FROM "LogEntry"
   WHERE (CAST(${before} AS bigint) IS NULL OR "id" < ${before}) AND (CAST(${source} AS int) IS NULL OR "sourceId" = ${source})
   ORDER BY "id" LIMIT ${most}`;

/** On the logs: lines in a page, with their words and what minutes count of them. Gives how many. */
export const purgeEntryPage: Write<EntriesToPurge, number> = {
  name: "purge-log-entries",
  durability: "NORMAL",
  isBehind: true,
  sqlite(database) {
    const select = (where: string) =>
      database.prepare<[number, number], PurgedRow>(
        `SELECT "id", "result", ${octetsOf} AS "octets" FROM "LogEntry" WHERE ${where} ORDER BY "id" LIMIT ?`,
      );
    const old = select(`"id" < ?`);
    const ofSource = select(`"sourceId" = ?`);
    const remove = database.prepare(`DELETE FROM "LogEntry" WHERE "id" = ?`);
    const removeWords = database.prepare(`DELETE FROM "LogEntryWords" WHERE rowid = ?`);
    const lessen = database.prepare(
      `UPDATE "LogMinute" SET "lineCount" = max(0, "lineCount" - 1), "octets" = max(0, "octets" - ?) WHERE "minute" = ? AND "result" = ?`,
    );
    const forget = database.prepare(`DELETE FROM "LogMinute" WHERE "minute" = ? AND "lineCount" = 0`);
    return ({ beforeKey, sourceId, most }) => {
      const rows = sourceId === null ? old.all(beforeKey ?? 0, most) : ofSource.all(sourceId, most);
      for (const { id, result, octets } of rows) {
        remove.run(id);
        removeWords.run(id);
        lessen.run(octets, minuteOf(id), result ?? "");
      }
      for (const minute of new Set(rows.map(({ id }) => minuteOf(id)))) forget.run(minute);
      return rows.length;
    };
  },
  postgresql: ({ transaction }, { beforeKey, sourceId, most }) =>
    transaction(async (query) => {
      const rows = await query<PurgedRow>(
        `DELETE FROM "LogEntry" WHERE "id" IN (SELECT "id" FROM (${page("$1", "$2", "$3")}) AS p)
         RETURNING "id", "result", ${octetsOf} AS "octets"`,
        [beforeKey, sourceId, most],
      );
      const minutes = rows.map(({ id }) => minuteOf(id));
      await query(
        `UPDATE "LogMinute" AS m SET "lineCount" = greatest(0, m."lineCount" - g.lines), "octets" = greatest(0, m."octets" - g.octets)
         FROM (SELECT minute, result, count(*)::int AS lines, sum(octets)::bigint AS octets
               FROM unnest($1::int[], $2::text[], $3::bigint[]) AS t(minute, result, octets) GROUP BY minute, result) AS g
         WHERE m."minute" = g.minute AND m."result" = g.result`,
        [minutes, rows.map(({ result }) => result ?? ""), rows.map(({ octets }) => octets)],
      );
      await query(`DELETE FROM "LogMinute" WHERE "minute" = ANY(CAST($1 AS int[])) AND "lineCount" = 0`, [minutes]);
      return rows.length;
    }),
};

const minuteOf = (key: number) => Math.floor(instantOf(key) / 60_000);

/** Octets of lines by minute, the oldest first. */
export const octetsByMinute: Read<null, readonly { minute: number; octets: number }[]> = {
  sqlite(database) {
    const read = database.prepare<[], { minute: number; octets: number }>(byMinute);
    return () => read.all();
  },
  postgresql: (query) => query(byMinute, []),
};

const byMinute = `SELECT "minute", CAST(sum("octets") AS bigint) AS "octets" FROM "LogMinute" GROUP BY "minute" ORDER BY "minute"`;
