import { jsonInstant, jsonRows } from "../database/json-rows.ts";
import type { Write } from "../statement/statement.ts";
import type { Suspicion } from "./guess-ledger.ts";

/** What has become of pairs: their rows anew, and the keys of those that are forgotten. */
export interface ThrottleChange {
  readonly kept: readonly Suspicion[];
  readonly gone: readonly (readonly [network: string, address: string])[];
  /** Milliseconds since 1970. */
  readonly at: number;
}

const columns = `"network", "address", "accountId", "isKnown", "score", "scoredAt", "guesses", "heldBack", "notBeforeAt", "firstAt", "updatedAt"`;
const upsert = (source: string) => `INSERT INTO "Throttle" (${columns}) ${source}
  ON CONFLICT ("network", "address") DO UPDATE SET "accountId" = excluded."accountId", "isKnown" = excluded."isKnown", "score" = excluded."score",
    "scoredAt" = excluded."scoredAt", "guesses" = excluded."guesses", "heldBack" = excluded."heldBack",
    "notBeforeAt" = excluded."notBeforeAt", "updatedAt" = excluded."updatedAt", "liftNumber" = NULL`;

/** By the primary of a node, in the order of the keys. */
export const writeThrottles: Write<ThrottleChange, void> = {
  name: "write-throttles",
  durability: "NORMAL",
  isBehind: true,
  sqlite(database) {
    const keep = database.prepare<(string | number | null)[]>(upsert("VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"));
    const drop = database.prepare<[string, string]>(`DELETE FROM "Throttle" WHERE "network" = ? AND "address" = ?`);
    return ({ kept, gone, at }) => {
      for (const each of kept) keep.run(...rowOf(each, at));
      for (const [network, address] of gone) drop.run(network, address);
    };
  },
  async postgresql({ query }, { kept, gone, at }) {
    const field = (index: number) => `r.value->>${index}`;
    const instant = (index: number) => jsonInstant.postgresql(field(index));
    const values = [
      field(0),
      field(1),
      `CAST(${field(2)} AS int)`,
      `${field(3)} = '1'`,
      `CAST(${field(4)} AS double precision)`,
      instant(5),
      `CAST(${field(6)} AS int)`,
      `CAST(${field(7)} AS int)`,
      instant(8),
      instant(9),
      instant(10),
    ];
    if (kept.length > 0) {
      await query(upsert(`SELECT ${values.join(", ")} FROM ${jsonRows.postgresql} WHERE true`), [
        JSON.stringify(kept.map((each) => rowOf(each, at))),
      ]);
    }
    if (gone.length > 0) {
      await query(
        `DELETE FROM "Throttle" USING ${jsonRows.postgresql} WHERE "network" = r.value->>0 AND "address" = r.value->>1`,
        [JSON.stringify(gone)],
      );
    }
  },
};

function rowOf(suspicion: Suspicion, at: number): (string | number | null)[] {
  const { network, address, accountId, isKnown, score, scoredAt, guesses, heldBack, notBeforeAt, firstAt } = suspicion;
  return [network, address, accountId, isKnown ? 1 : 0, score, scoredAt, guesses, heldBack, notBeforeAt, firstAt, at];
}
