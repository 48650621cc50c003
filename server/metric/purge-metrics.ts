import { setImmediate as turn } from "node:timers/promises";
import type { Store } from "../store.ts";
import { purgeBuckets } from "./bucket-statements.ts";
import { spans } from "./spans.ts";

const atOnce = 500;

/** Forgets spans that are older than their length is kept; in pages with a turn of the event loop between. Gives how many rows went. */
export async function purgeMetrics({ logStatements, clock }: Store, stop?: AbortSignal): Promise<number> {
  const now = clock.now().getTime();
  let purged = 0;
  for (const { seconds, keptMs } of spans) {
    for (let count = atOnce; count === atOnce && !stop?.aborted; ) {
      count = await logStatements.write(purgeBuckets, { seconds, beforeMs: now - keptMs, most: atOnce });
      purged += count;
      await turn();
    }
  }
  return purged;
}
