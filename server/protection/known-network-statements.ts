import { jsonInstant, jsonRows } from "../database/json-rows.ts";
import type { Write } from "../statement/statement.ts";

/** A right sign-in to an account from a network, in milliseconds since 1970. */
export type KnownNetworkRow = readonly [accountId: number, network: string, at: number];

const upsert = (source: string) => `INSERT INTO "KnownNetwork" ("accountId", "network", "firstAt", "lastAt") ${source}
  ON CONFLICT ("accountId", "network") DO UPDATE SET "lastAt" = excluded."lastAt"
    WHERE "KnownNetwork"."lastAt" < excluded."lastAt"`;

export const noteKnownNetworks: Write<readonly KnownNetworkRow[], void> = {
  name: "note-known-networks",
  durability: "NORMAL",
  isBehind: true,
  sqlite(database) {
    const note = database.prepare<[number, string, number, number]>(upsert("VALUES (?, ?, ?, ?)"));
    return (rows) => {
      for (const [accountId, network, at] of rows) note.run(accountId, network, at, at);
    };
  },
  async postgresql({ query }, rows) {
    const at = jsonInstant.postgresql("r.value->>2");
    await query(
      upsert(`SELECT CAST(r.value->>0 AS int), r.value->>1, ${at}, ${at} FROM ${jsonRows.postgresql} WHERE true`),
      [JSON.stringify(rows)],
    );
  },
};
