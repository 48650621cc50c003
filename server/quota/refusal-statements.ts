import { jsonInstant, jsonRows } from "../database/json-rows.ts";
import type { Engine } from "../database/url.ts";
import type { Write } from "../statement/statement.ts";

/** Mail refused for want of room, and when, in milliseconds since 1970. */
export type CountedRefusal = readonly [accountId: number, count: number, at: number];

const upsert = (engine: Engine) => {
  const at = jsonInstant[engine]("r.value->>2");
  return `INSERT INTO "QuotaRefusal" ("accountId", "count", "firstAt", "lastAt")
    SELECT a."id", CAST(r.value->>1 AS INTEGER), ${at}, ${at} FROM ${jsonRows[engine]}
    JOIN "Account" a ON a."id" = CAST(r.value->>0 AS INTEGER) WHERE true
    ON CONFLICT ("accountId") DO UPDATE SET "count" = "QuotaRefusal"."count" + excluded."count", "lastAt" = excluded."lastAt"`;
};

/** Adds to each account's count; accounts that are gone are left out. */
export const countRefusals: Write<readonly CountedRefusal[], void> = {
  name: "count-quota-refusals",
  durability: "NORMAL",
  isBehind: true,
  sqlite(database) {
    const add = database.prepare<[string]>(upsert("sqlite"));
    return (refusals) => void add.run(JSON.stringify(refusals));
  },
  async postgresql({ query }, refusals) {
    await query(upsert("postgresql"), [JSON.stringify(refusals)]);
  },
};
