import { jsonInstant, jsonRows } from "../database/json-rows.ts";
import { timestamp } from "../statement/postgresql/postgres.ts";
import type { Read, Write } from "../statement/statement.ts";

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

export interface AskedNetwork {
  /** Canonical. */
  readonly address: string;
  readonly network: string;
  /** Milliseconds since 1970. */
  readonly since: number;
}

const select = `SELECT 1 AS "isKnown" FROM "Account" JOIN "KnownNetwork" ON "KnownNetwork"."accountId" = "Account"."id" WHERE `;

/** Whether somebody signed in to that account from that network since then. */
export const isNetworkKnown: Read<AskedNetwork, boolean> = {
  sqlite(database) {
    const statement = database.prepare<[string, string, number]>(
      `${select} "Account"."address" = ? AND "KnownNetwork"."network" = ? AND "KnownNetwork"."lastAt" >= ?`,
    );
    return ({ address, network, since }) => statement.get(address, network, since) !== undefined;
  },
  async postgresql(query, { address, network, since }) {
    const rows = await query(
      `${select} "Account"."address" = $1 AND "KnownNetwork"."network" = $2 AND "KnownNetwork"."lastAt" >= CAST($3 AS timestamp(3))`,
      [address, network, timestamp(since)],
    );
    return rows.length > 0;
  },
};
