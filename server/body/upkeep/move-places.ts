import { setImmediate as turn } from "node:timers/promises";
import { jsonRows } from "../../database/json-rows.ts";
import { engineOf } from "../../database/url.ts";
import type { Store } from "../../store.ts";
import { markLeaving } from "./mark-leaving.ts";
import type { PlacedMessage } from "./places-in.ts";

const pageMessages = 250;

/**
 * Points rows at another place, in pages, those of recoverable mail as well; one that was removed, brought back or moved meanwhile stays
 * as it is. Both places must be on disk.
 */
export async function movePlaces(
  store: Store,
  moves: readonly (Pick<PlacedMessage, "accountId" | "sequence" | "place"> & { readonly to: string })[],
): Promise<void> {
  const rowsOf = jsonRows[engineOf(store.environment.databaseUrl)];
  const statements = ["Message", "RemovedMessage"].map(
    (table) => `UPDATE "${table}" SET "bodyPlace" = r.value->>3 FROM ${rowsOf}
      WHERE "${table}"."accountId" = CAST(r.value->>0 AS INTEGER) AND "${table}"."sequence" = CAST(r.value->>1 AS INTEGER)
        AND "${table}"."bodyPlace" = r.value->>2`,
  );
  for (let from = 0; from < moves.length; from += pageMessages) {
    const page = moves.slice(from, from + pageMessages);
    const rows = page.map(({ accountId, sequence, place, to }) => [accountId, sequence, place, to]);
    const parameter = JSON.stringify(rows);
    for (const statement of statements) await store.db.$executeRawUnsafe(statement, parameter);
    await markLeaving(store, page);
    await turn();
  }
}
