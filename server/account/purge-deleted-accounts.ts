import { takeMailAway } from "../maildrop/take-mail-away.ts";
import { isKeptFromPurge } from "../retention/is-kept-from-purge.ts";
import { readSettings } from "../setting/read.ts";
import type { Store } from "../store.ts";

const dayMs = 24 * 60 * 60 * 1000;

/**
 * Takes away the mail and the rows of accounts that nobody can restore any more, in pages with a turn of the event loop between: those
 * deleted longer ago than the setting says, and those removed for good; with `domainId` all deleted ones of that domain.
 * Gives the number of accounts that are gone.
 */
export async function purgeDeletedAccounts(store: Store, only: { domainId?: number } = {}): Promise<number> {
  const { domainId } = only;
  const { deletedAccountDays } = await readSettings(store);
  const before = new Date(store.clock.now().getTime() - deletedAccountDays * dayMs);
  // From here on a restoration comes too late.
  await store.db.account.updateMany({
    where:
      domainId === undefined ? { deletedAt: { lte: before }, isPurged: false } : { domainId, deletedAt: { not: null } },
    data: { isPurged: true },
  });
  const accounts = await store.db.account.findMany({
    where: { deletedAt: { not: null }, isPurged: true, domainId },
    orderBy: { id: "asc" },
    select: { id: true },
  });
  let gone = 0;
  for (const { id } of accounts) {
    // What is under a legal hold stays, deleted or not, until it is lifted.
    if (await isKeptFromPurge(store.db, store, id)) continue;
    await takeMailAway(store, "Message", id);
    await takeMailAway(store, "RemovedMessage", id);
    // Removals and the lock go with it (ON DELETE CASCADE). Another process may have been quicker.
    gone += (await store.db.account.deleteMany({ where: { id, isPurged: true } })).count;
  }
  return gone;
}
