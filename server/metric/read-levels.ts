import { readAccountTotals } from "../account/totals.ts";
import type { Store } from "../store.ts";
import { levelKey } from "./series.ts";
import type { SeriesValues } from "./write-counts.ts";

/** The levels that the database knows, by series. */
export async function readLevels(store: Pick<Store, "db">): Promise<SeriesValues> {
  const [totals, locks] = await Promise.all([readAccountTotals(store), store.db.maildropLock.count()]);
  return new Map([
    [levelKey("messages"), totals.messageCount],
    [levelKey("stored_bytes"), totals.octets],
    [levelKey("recoverable_bytes"), totals.recoverableOctets],
    [levelKey("locks"), locks],
  ]);
}
