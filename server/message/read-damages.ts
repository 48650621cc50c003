import type { Store } from "../store.ts";

/** How many messages are known to be unreadable. */
export function countDamages({ db }: Store): Promise<number> {
  return db.bodyDamage.count();
}
