import { isInPacked } from "../maildrop/packed-set.ts";
import { readPendingRemovals } from "../maildrop/pending-removals.ts";
import { byAccount } from "../recoverable/by-account.ts";
import type { Store } from "../store.ts";
import type { MessageKey, MessagePlace } from "./schema.ts";

export interface Placed {
  readonly place: MessagePlace;
  readonly downloadedAt: Date | null;
}

/** Where messages are now, by `keyText`. Removals whose rows are still on their way count as done. */
export async function readPlaces({ db }: Store, keys: readonly MessageKey[]): Promise<ReadonlyMap<string, Placed>> {
  const places = new Map<string, Placed>();
  for (const [accountId, sequences] of byAccount(keys)) {
    const where = { accountId, sequence: { in: sequences } };
    const select = { sequence: true, downloadedAt: true };
    // In this order: a row that goes meanwhile is in the sets.
    const pending = await readPendingRemovals(db, accountId);
    const [messages, removed] = await Promise.all([
      db.message.findMany({ where, select }),
      db.removedMessage.findMany({ where: { ...where, purgeId: null }, select }),
    ]);
    for (const { sequence, downloadedAt } of removed) {
      places.set(keyText({ accountId, sequence }), { place: "recoverable", downloadedAt });
    }
    for (const { sequence, downloadedAt } of messages) {
      if (pending.some((set) => isInPacked(set, sequence))) continue;
      places.set(keyText({ accountId, sequence }), { place: "maildrop", downloadedAt });
    }
  }
  return places;
}

export const keyText = ({ accountId, sequence }: MessageKey): string => `${accountId}:${sequence}`;
