import type { Engine } from "./url.ts";

/**
 * Many rows as one JSON parameter, on either engine: `FROM ${jsonRows[engine]}` gives `r.value`, and `CAST(r.value->>0 AS INTEGER)`
 * its first field. A statement with jsonRows has this one parameter and no other.
 */
export const jsonRows: Readonly<Record<Engine, string>> = {
  sqlite: "json_each(?) AS r",
  postgresql: "jsonb_array_elements(CAST($1 AS jsonb)) AS r(value)",
};

/** An instant, given in JSON as milliseconds since 1970, as its column holds it. */
export const jsonInstant: Readonly<Record<Engine, (field: string) => string>> = {
  sqlite: (field) => `CAST(${field} AS INTEGER)`,
  postgresql: (field) =>
    `CAST(to_timestamp(CAST(${field} AS double precision) / 1000) AT TIME ZONE 'UTC' AS timestamp(3))`,
};

/** An instant in milliseconds since 1970 that the program itself worked out, in SQL that takes no parameters. */
export const instantSql: Readonly<Record<Engine, (milliseconds: number) => string>> = {
  sqlite: (milliseconds) => String(Math.floor(milliseconds)),
  postgresql: (milliseconds) =>
    `CAST(to_timestamp(${Math.floor(milliseconds)} / 1000.0) AT TIME ZONE 'UTC' AS timestamp(3))`,
};

/** Keeps the rows a SELECT gives until the transaction ends; SQLite's transactions have the whole file. */
export const forUpdate: Readonly<Record<Engine, string>> = { sqlite: "", postgresql: "FOR UPDATE" };
