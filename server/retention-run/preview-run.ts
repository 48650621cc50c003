import { readSettings } from "../setting/read.ts";
import type { Store } from "../store.ts";
import { planRun, questionOf } from "./plan-run.ts";
import type { RunPlan } from "./schema.ts";

/** What a run would remove now, and whether it would ask. Changes nothing. */
export async function previewRun(store: Store): Promise<RunPlan> {
  const tally = await planRun(store);
  const { messageCount, octets, accountCount, undownloadedCount } = tally;
  const question = await questionOf(store, tally, await readSettings(store));
  return { messageCount, octets, accountCount, undownloadedCount, largest: await tally.largest(store.db), question };
}
