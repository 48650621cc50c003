import { jsonInstant, jsonRows } from "../database/json-rows.ts";
import type { Write } from "../statement/statement.ts";

/** A row of SignInFailure, in the order of its columns; instants in milliseconds. What is there already is added to. */
export type FailureRow = readonly [
  hourAt: number,
  address: string,
  remoteAddress: string,
  listenerId: number,
  tlsVersion: string,
  mechanism: string,
  reason: string,
  accountId: number | null,
  network: string,
  count: number,
  firstAt: number,
  lastAt: number,
];

const columns = `"hourAt", "address", "remoteAddress", "listenerId", "tlsVersion", "mechanism", "reason", "accountId", "network", "count",
  "firstAt", "lastAt"`;

const upsert = (source: string, least: string, most: string) => `INSERT INTO "SignInFailure" (${columns}) ${source}
  ON CONFLICT ("hourAt", "address", "remoteAddress", "listenerId", "tlsVersion", "mechanism", "reason") DO UPDATE SET
    "count" = "SignInFailure"."count" + excluded."count",
    "accountId" = COALESCE(excluded."accountId", "SignInFailure"."accountId"),
    "firstAt" = ${least}("SignInFailure"."firstAt", excluded."firstAt"),
    "lastAt" = ${most}("SignInFailure"."lastAt", excluded."lastAt")`;

/** Counts refused sign-ins: rows with keys of their own, in the order of these, for PostgreSQL locks row by row. */
export const countFailures: Write<readonly FailureRow[], void> = {
  name: "count-sign-in-failures",
  durability: "NORMAL",
  isBehind: true,
  sqlite(database) {
    const count = database.prepare<(string | number | null)[]>(
      upsert("VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", "MIN", "MAX"),
    );
    return (rows) => {
      for (const row of rows) count.run(...row);
    };
  },
  async postgresql({ query }, rows) {
    const field = (index: number) => `r.value->>${index}`;
    const int = (index: number) => `CAST(${field(index)} AS int)`;
    const instant = (index: number) => jsonInstant.postgresql(field(index));
    const values = [
      instant(0),
      ...[1, 2].map(field),
      int(3),
      ...[4, 5, 6].map(field),
      int(7),
      field(8),
      int(9),
      instant(10),
      instant(11),
    ];
    await query(upsert(`SELECT ${values.join(", ")} FROM ${jsonRows.postgresql} WHERE true`, "LEAST", "GREATEST"), [
      JSON.stringify(rows),
    ]);
  },
};
