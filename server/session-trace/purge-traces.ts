import { setImmediate as turn } from "node:timers/promises";
import { earliestSessionId } from "../session/session-id.ts";
import { readSettings } from "../setting/read.ts";
import type { Store } from "../store.ts";
import { purgeTraceRows } from "./trace-statements.ts";

const dayMs = 24 * 60 * 60 * 1000;
const rowsAtOnce = 500;

/** Forgets traces of sessions that began longer ago than the setting says, in pages with a turn of the event loop between. Gives how many. */
export async function purgeTraces(store: Store, stopping?: AbortSignal): Promise<number> {
  const { tracesKeptDays } = await readSettings(store);
  const beforeId = earliestSessionId(new Date(store.clock.now().getTime() - tracesKeptDays * dayMs));
  for (let purged = 0; ; ) {
    const count = await store.logStatements.write(purgeTraceRows, { beforeId, most: rowsAtOnce });
    purged += count;
    if (count < rowsAtOnce || stopping?.aborted) return purged;
    await turn();
  }
}
