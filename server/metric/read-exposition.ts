import type { Store } from "../store.ts";
import { exposition } from "./exposition.ts";
import { readCounters } from "./read-counters.ts";
import { readGauges } from "./read-gauges.ts";

/** Everything, as a monitoring system reads it. */
export async function readExposition(store: Store): Promise<string> {
  const [gauges, counters] = await Promise.all([readGauges(store), readCounters(store)]);
  return exposition([...gauges, ...counters]);
}
