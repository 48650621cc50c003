import "server-only";
import { readEnvironment } from "#server/env.ts";
import { openStore, type Store } from "#server/store.ts";

const place = globalThis as { popdeskStore?: Promise<Store> };

/**
 * The console's one store. On globalThis because Next bundles this module more than once.
 * An opening that failed is forgotten, so that the next request tries again.
 */
export function theStore(): Promise<Store> {
  place.popdeskStore ??= openStore(readEnvironment()).catch((error: unknown) => {
    place.popdeskStore = undefined;
    throw error;
  });
  return place.popdeskStore;
}
