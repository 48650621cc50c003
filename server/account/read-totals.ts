import type { Store } from "../store.ts";

export interface Totals {
  readonly count: number;
  readonly messageCount: number;
  readonly octets: number;
}

/** Accounts, and what all their maildrops hold. */
export async function readTotals(store: Store): Promise<Totals> {
  const { _count, _sum } = await store.db.account.aggregate({
    where: { deletedAt: null },
    _count: { id: true },
    _sum: { messageCount: true, octets: true },
  });
  return { count: _count.id, messageCount: _sum.messageCount ?? 0, octets: Number(_sum.octets ?? 0) };
}
