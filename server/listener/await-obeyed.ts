import { setTimeout as wait } from "node:timers/promises";
import { readControl } from "../control/read-control.ts";
import type { Store } from "../store.ts";
import { readListener } from "./read.ts";

const pollMs = 100;

/** Waits until the daemon has said something of this listener under the newest wish; false where it did not within `limitMs`. */
export async function awaitObeyed(store: Store, id: number, limitMs: number): Promise<boolean> {
  const { generation } = await readControl(store.db);
  const deadline = store.clock.monotonicMs() + limitMs;
  for (;;) {
    const listener = await readListener(store, id);
    if (listener?.facts.some((fact) => fact.observedGeneration >= generation)) return true;
    if (store.clock.monotonicMs() >= deadline) return false;
    await wait(pollMs);
  }
}
