import type { Store } from "../store.ts";

/** The sample's domain; null where there is none. */
export function readSample(store: Store): Promise<{ id: number; name: string } | null> {
  return store.db.domain.findFirst({ where: { isSample: true }, select: { id: true, name: true } });
}
