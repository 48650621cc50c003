import { ascendingMembership } from "../../maildrop/pending-removals.ts";
import type { Store } from "../../store.ts";

interface Moved {
  readonly accountId: number;
  readonly sequence: number;
  readonly to: string;
}

/**
 * Buries, where they were moved to, the bodies whose removal is committed and whose rows are about to go. Who takes those rows away
 * may have read the old places and said of these that they are dead; were it killed right behind the rows, the copies would
 * look alive. Asked after the rows were moved: whoever begins later reads the new places.
 */
export async function buryLeaving({ db, bodies }: Store, moved: readonly Moved[]): Promise<void> {
  const accountIds = new Set(moved.map(({ accountId }) => accountId));
  const pending = await db.removal.findMany({
    where: { accountId: { in: [...accountIds] }, finishedAt: null },
    select: { accountId: true, sequences: true },
  });
  if (pending.length === 0) return;
  const leaving = [...accountIds].flatMap((accountId) => {
    const sets = pending.filter((removal) => removal.accountId === accountId).map(({ sequences }) => sequences);
    const isLeaving = ascendingMembership(sets);
    const ascending = moved
      .filter((each) => each.accountId === accountId)
      .sort((one, other) => one.sequence - other.sequence);
    return ascending.filter(({ sequence }) => isLeaving(sequence));
  });
  if (leaving.length > 0) await bodies.bury(leaving.map(({ to }) => to));
}
