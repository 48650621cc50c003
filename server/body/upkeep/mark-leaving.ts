import { ascendingMembership } from "../../maildrop/pending-removals.ts";
import type { Store } from "../../store.ts";

interface Moved {
  readonly accountId: number;
  readonly sequence: number;
  readonly to: string;
}

/**
 * Buries, where they were moved to, the bodies whose removal or purge is committed and whose rows are about to go; and says of those
 * that can be brought back that they can. Who takes those rows may have read the old places and said of these that they are dead;
 * were it killed right behind the rows, the copies would look alive. Asked after the rows were moved: whoever begins later reads the
 * new places.
 */
export async function markLeaving(store: Store, moved: readonly Moved[]): Promise<void> {
  const { db, bodies } = store;
  const accountIds = new Set(moved.map(({ accountId }) => accountId));
  const pending = await db.removal.findMany({
    where: { accountId: { in: [...accountIds] }, finishedAt: null },
    select: { accountId: true, sequences: true, purgeAfterAt: true },
  });
  const leaving = placesIn(
    moved,
    pending.filter(({ purgeAfterAt }) => purgeAfterAt === null),
  );
  const kept = placesIn(
    moved,
    pending.filter(({ purgeAfterAt }) => purgeAfterAt !== null),
  );
  leaving.push(...(await readPurged(store, moved)));
  if (leaving.length > 0) await bodies.bury(leaving);
  if (kept.length > 0) await bodies.keep(kept);
}

function placesIn(
  moved: readonly Moved[],
  removals: readonly { readonly accountId: number; readonly sequences: Uint8Array }[],
): string[] {
  const accountIds = new Set(removals.map(({ accountId }) => accountId));
  return [...accountIds].flatMap((accountId) => {
    const sets = removals.filter((removal) => removal.accountId === accountId).map(({ sequences }) => sequences);
    const isInOne = ascendingMembership(sets);
    const ascending = moved
      .filter((each) => each.accountId === accountId)
      .sort((one, other) => one.sequence - other.sequence);
    return ascending.flatMap(({ sequence, to }) => (isInOne(sequence) ? [to] : []));
  });
}

/** Where those of them lie now whose purge is committed. */
async function readPurged({ db }: Store, moved: readonly Moved[]): Promise<string[]> {
  if ((await db.purge.count({ where: { finishedAt: null } })) === 0) return [];
  const rows = await db.removedMessage.findMany({
    where: {
      purgeId: { not: null },
      accountId: { in: [...new Set(moved.map(({ accountId }) => accountId))] },
      bodyPlace: { in: moved.map(({ to }) => to) },
    },
    select: { bodyPlace: true },
  });
  return rows.map(({ bodyPlace }) => bodyPlace);
}
