import type { Write } from "../statement/statement.ts";
import { timestamp } from "../statement/postgresql/postgres.ts";
import { instantOf, keyAt, KeyGiver, keysPerInstant } from "./entry-key.ts";
import { entryColumns, type EntryRow } from "./entry-row.ts";

/** Lines of one file, and how far it has been read with them. */
export interface EntryBatch {
  readonly fileId: number;
  readonly sourceId: number;
  /** Octets that had been read before: where the row says otherwise, nothing is written. */
  readonly fromOctets: number;
  readonly readOctets: number;
  /** Milliseconds; null: as before. */
  readonly lastAtMs: number | null;
  readonly rows: readonly EntryRow[];
}

const names = Object.keys(entryColumns) as (keyof typeof entryColumns)[];
const quoted = ["id", "sourceId", "fileId", ...names].map((name) => `"${name}"`).join(", ");
const minuteMs = 60_000;
const minuteOf = (key: number) => Math.floor(instantOf(key) / minuteMs);

/** All who write lines take their turn, so that two never give the same key. */
const turn = 727_073_690;

const advance = (parameter: (index: number) => string) =>
  `UPDATE "LogFile" SET "readOctets" = ${parameter(1)}, "lineCount" = "lineCount" + ${parameter(2)}, "lastAt" = COALESCE(${parameter(3)}, "lastAt")
   WHERE "id" = ${parameter(4)} AND "readOctets" = ${parameter(5)}`;

const addToMinute = (source: string) =>
  `INSERT INTO "LogMinute" ("minute", "result", "lineCount", "octets") ${source}
   ON CONFLICT ("minute", "result") DO UPDATE SET
     "lineCount" = "LogMinute"."lineCount" + excluded."lineCount", "octets" = "LogMinute"."octets" + excluded."octets"`;

/**
 * On the logs: lines, how far their file was read, and the counts of their minutes, all or nothing. At most some 1,000 lines. Gives false, and does
 * nothing, where somebody else has read on in the file.
 */
export const writeEntries: Write<EntryBatch, boolean> = {
  name: "write-log-entries",
  durability: "NORMAL",
  isBehind: true,
  sqlite(database) {
    const places = Array.from({ length: names.length + 3 }, () => "?").join(", ");
    const moveOn = database.prepare(advance(() => "?"));
    const insert = database.prepare(`INSERT INTO "LogEntry" (${quoted}) VALUES (${places})`);
    const index = database.prepare(`INSERT INTO "LogEntryWords" (rowid, "words") VALUES (?, ?)`);
    const addMinute = database.prepare(addToMinute("VALUES (?, ?, ?, ?)"));
    const newest = database.prepare(`SELECT max("id") FROM "LogEntry"`).pluck();
    const highest = database.prepare(`SELECT max("id") FROM "LogEntry" WHERE "id" >= ? AND "id" < ?`).pluck();
    return ({ fileId, sourceId, fromOctets, readOctets, lastAtMs, rows }) => {
      if (moveOn.run(readOctets, rows.length, lastAtMs, fileId, fromOctets).changes === 0) return false;
      const keys = new KeyGiver(newest.get() as number | null);
      const minutes = new Minutes();
      for (const row of rows) {
        let key = keys.give(row.timeMs);
        while (key < 0) {
          const from = keys.wanted * keysPerInstant;
          keys.tell(keys.wanted, highest.get(from, from + keysPerInstant) as number | null);
          key = keys.give(row.timeMs);
        }
        insert.run(key, sourceId, fileId, ...row.values);
        if (row.words !== "") index.run(key, row.words);
        minutes.add(key, row);
      }
      for (const { minute, result, lineCount, octets } of minutes.all) addMinute.run(minute, result, lineCount, octets);
      return true;
    };
  },
  postgresql: (postgres, { fileId, sourceId, fromOctets, readOctets, lastAtMs, rows }) =>
    postgres.transaction(async (query) => {
      await query("SELECT pg_advisory_xact_lock($1)", [turn]);
      const lastAt = lastAtMs === null ? null : timestamp(lastAtMs);
      const casts = ["bigint", "bigint", "timestamp(3)", "int", "bigint"];
      const moveOn = `${advance((index) => `CAST($${index} AS ${casts[index - 1]})`)} RETURNING "id"`;
      if ((await query(moveOn, [readOctets, rows.length, lastAt, fileId, fromOctets])).length === 0) return false;
      if (rows.length === 0) return true;
      const [newest] = await query<{ id: number | null }>(`SELECT max("id") AS "id" FROM "LogEntry"`, []);
      const keys = new KeyGiver(newest?.id ?? null);
      const ask = async (instants: number[]) => {
        for (const { instant, id } of await query<{ instant: number; id: number | null }>(highestKeys, [instants])) {
          keys.tell(instant, id);
        }
      };
      const old = rows.filter(({ timeMs }) => keys.isOld(timeMs)).map(({ timeMs }) => instantOf(keyAt(timeMs)));
      if (old.length > 0) await ask([...new Set(old)]);
      const ids: number[] = [];
      const minutes = new Minutes();
      for (const row of rows) {
        let key = keys.give(row.timeMs);
        while (key < 0) {
          await ask([keys.wanted]);
          key = keys.give(row.timeMs);
        }
        ids.push(key);
        minutes.add(key, row);
      }
      const columns = names.map((_, at) => rows.map(({ values }) => values[at]));
      await query(insertAll, [ids, sourceId, fileId, rows.map(({ words }) => words), ...columns]);
      const { all } = minutes;
      await query(addMinutes, [
        all.map(({ minute }) => minute),
        all.map(({ result }) => result),
        all.map(({ lineCount }) => lineCount),
        all.map(({ octets }) => octets),
      ]);
      return true;
    }),
};

const highestKeys = `SELECT t.instant, (SELECT max("id") FROM "LogEntry" WHERE "id" >= t.instant * ${keysPerInstant} AND "id" < (t.instant + 1) * ${keysPerInstant}) AS id
  FROM unnest(CAST($1 AS bigint[])) AS t(instant)`;

const insertAll = `INSERT INTO "LogEntry" ("id", "sourceId", "fileId", "words", ${names.map((name) => `"${name}"`).join(", ")})
  SELECT t."id", $2::int, $3::int, t."words", ${names.map((name) => (name === "at" ? `CAST(to_timestamp(t."at" / 1000.0) AT TIME ZONE 'UTC' AS timestamp(3))` : `t."${name}"`)).join(", ")}
  FROM unnest($1::bigint[], $4::text[], ${names.map((name, at) => `$${at + 5}::${entryColumns[name]}[]`).join(", ")})
    AS t("id", "words", ${names.map((name) => `"${name}"`).join(", ")})`;

const addMinutes = addToMinute(
  "SELECT * FROM unnest($1::int[], $2::text[], $3::int[], $4::bigint[]) AS t(minute, result, lines, octets)",
);

interface MinuteCount {
  readonly minute: number;
  readonly result: string;
  lineCount: number;
  octets: number;
}

/** What a batch adds to LogMinute. */
class Minutes {
  readonly #counts = new Map<string, MinuteCount>();

  get all(): MinuteCount[] {
    return [...this.#counts.values()];
  }

  add(key: number, { result, octets }: EntryRow): void {
    const minute = minuteOf(key);
    const name = `${minute} ${result}`;
    let count = this.#counts.get(name);
    if (count === undefined) {
      count = { minute, result, lineCount: 0, octets: 0 };
      this.#counts.set(name, count);
    }
    count.lineCount += 1;
    count.octets += octets;
  }
}
