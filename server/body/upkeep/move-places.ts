import { setImmediate as turn } from "node:timers/promises";
import { jsonRows } from "../../database/json-rows.ts";
import { engineOf } from "../../database/url.ts";
import type { Store } from "../../store.ts";
import { buryLeaving } from "./bury-leaving.ts";
import type { PlacedMessage } from "./places-in.ts";

const pageMessages = 250;

/** Points rows at another place, in pages; one that was removed or moved meanwhile stays as it is. Both places must be on disk. */
export async function movePlaces(
  store: Store,
  moves: readonly (Pick<PlacedMessage, "accountId" | "sequence" | "place"> & { readonly to: string })[],
): Promise<void> {
  const statement = `UPDATE "Message" SET "bodyPlace" = r.value->>3 FROM ${jsonRows[engineOf(store.environment.databaseUrl)]}
    WHERE "Message"."accountId" = CAST(r.value->>0 AS INTEGER) AND "Message"."sequence" = CAST(r.value->>1 AS INTEGER)
      AND "Message"."bodyPlace" = r.value->>2`;
  for (let from = 0; from < moves.length; from += pageMessages) {
    const page = moves.slice(from, from + pageMessages);
    const rows = page.map(({ accountId, sequence, place, to }) => [accountId, sequence, place, to]);
    await store.db.$executeRawUnsafe(statement, JSON.stringify(rows));
    await buryLeaving(store, page);
    await turn();
  }
}
