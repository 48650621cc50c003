import { jsonInstant, jsonRows } from "../database/json-rows.ts";
import type { Read, Write } from "../statement/statement.ts";

/** A row of MetricBucket, in the order of its columns; instants in milliseconds. Of what is there already: the sum, or of levels the highest. */
export type BucketRow = readonly [seconds: number, series: string, startAt: number, nodeId: string, value: number];

/** `now/`: server/metric/series.ts. */
const upsert = (
  source: string,
  most: string,
) => `INSERT INTO "MetricBucket" ("seconds", "series", "startAt", "nodeId", "value") ${source}
  ON CONFLICT ("seconds", "series", "startAt", "nodeId") DO UPDATE SET "value" =
    CASE WHEN excluded."series" LIKE 'now/%' THEN ${most}("MetricBucket"."value", excluded."value")
    ELSE "MetricBucket"."value" + excluded."value" END`;

export const addToBuckets: Write<readonly BucketRow[], void> = {
  name: "add-to-metric-buckets",
  durability: "NORMAL",
  isBehind: true,
  sqlite(database) {
    const add = database.prepare<(string | number)[]>(upsert("VALUES (?, ?, ?, ?, ?)", "MAX"));
    return (rows) => {
      for (const row of rows) add.run(...row);
    };
  },
  async postgresql({ query }, rows) {
    const field = (index: number) => `r.value->>${index}`;
    const values = [
      `CAST(${field(0)} AS int)`,
      field(1),
      jsonInstant.postgresql(field(2)),
      field(3),
      `CAST(${field(4)} AS double precision)`,
    ];
    await query(upsert(`SELECT ${values.join(", ")} FROM ${jsonRows.postgresql} WHERE true`, "GREATEST"), [
      JSON.stringify(rows),
    ]);
  },
};

export interface OldBuckets {
  readonly seconds: number;
  /** Milliseconds since 1970. */
  readonly beforeMs: number;
  readonly most: number;
}

const oldest = (
  instant: string,
  most: string,
) => `DELETE FROM "MetricBucket" WHERE ("seconds", "series", "startAt", "nodeId") IN (
  SELECT "seconds", "series", "startAt", "nodeId" FROM "MetricBucket"
  WHERE "seconds" = ${instant === "?" ? "?" : "$1"} AND "startAt" < ${instant} ORDER BY "startAt" LIMIT ${most})`;

/** Forgets some of the oldest spans of one length and gives how many rows went. */
export const purgeBuckets: Write<OldBuckets, number> = {
  name: "purge-metric-buckets",
  durability: "NORMAL",
  isBehind: true,
  sqlite(database) {
    const purge = database.prepare<[number, number, number]>(oldest("?", "?"));
    return ({ seconds, beforeMs, most }) => purge.run(seconds, beforeMs, most).changes;
  },
  async postgresql({ query }, { seconds, beforeMs, most }) {
    const rows = await query(`${oldest(jsonInstant.postgresql("$2"), "$3")} RETURNING 1`, [seconds, beforeMs, most]);
    return rows.length;
  },
};

export interface BucketQuestion {
  readonly seconds: number;
  readonly series: readonly string[];
  /** Beginnings within, the end not counted; milliseconds since 1970. */
  readonly fromMs: number;
  readonly untilMs: number;
}

export interface FoundBucket {
  readonly series: string;
  readonly startMs: number;
  readonly value: number;
}

/** One for each node that counted. */
export const bucketsWithin: Read<BucketQuestion, readonly FoundBucket[]> = {
  sqlite(database) {
    const read = database.prepare<[number, string, number, number], FoundBucket>(
      `SELECT "series", "startAt" AS "startMs", "value" FROM "MetricBucket"
       WHERE "seconds" = ? AND "series" IN (SELECT value FROM json_each(?)) AND "startAt" >= ? AND "startAt" < ?`,
    );
    return ({ seconds, series, fromMs, untilMs }) => read.all(seconds, JSON.stringify(series), fromMs, untilMs);
  },
  postgresql(query, { seconds, series, fromMs, untilMs }) {
    return query<FoundBucket>(
      `SELECT "series", CAST(extract(epoch FROM "startAt") * 1000 AS double precision) AS "startMs", "value" FROM "MetricBucket"
       WHERE "seconds" = $1 AND "series" = ANY(CAST($2 AS text[]))
         AND "startAt" >= ${jsonInstant.postgresql("$3")} AND "startAt" < ${jsonInstant.postgresql("$4")}`,
      [seconds, series, fromMs, untilMs],
    );
  },
};

/** Totals of one length and beginning, all series, summed over nodes. */
export const totalsOf: Read<{ readonly seconds: number }, readonly Omit<FoundBucket, "startMs">[]> = {
  sqlite(database) {
    const read = database.prepare<[number], Omit<FoundBucket, "startMs">>(
      `SELECT "series", sum("value") AS "value" FROM "MetricBucket" WHERE "seconds" = ? GROUP BY "series"`,
    );
    return ({ seconds }) => read.all(seconds);
  },
  postgresql(query, { seconds }) {
    return query(
      `SELECT "series", sum("value") AS "value" FROM "MetricBucket" WHERE "seconds" = $1 GROUP BY "series"`,
      [seconds],
    );
  },
};
