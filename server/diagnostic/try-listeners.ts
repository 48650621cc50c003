import { readListeners } from "../listener/read.ts";
import type { ListenerView } from "../listener/schema.ts";
import { readSettings } from "../setting/read.ts";
import type { Store } from "../store.ts";
import { listenerPlace } from "./listener-place.ts";
import type { ListenerTrial } from "./schema.ts";
import { tryListener } from "./try-listener.ts";

export interface TriedListener {
  readonly listener: ListenerView;
  /** Null where it is switched off or not bound (the fact says why), or where only a proxy elsewhere is let in. */
  readonly trial: ListenerTrial | null;
}

/** Every listener with its fact, and what a client meets that connects to it now. */
export async function tryListeners(store: Store): Promise<TriedListener[]> {
  const [listeners, { hostname }] = await Promise.all([readListeners(store), readSettings(store)]);
  return Promise.all(
    listeners.map(async (listener) => {
      const place = listener.isEnabled ? listenerPlace(listener, hostname) : null;
      return { listener, trial: place && (await tryListener(place)) };
    }),
  );
}
