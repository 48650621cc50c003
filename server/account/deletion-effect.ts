import type { Store } from "../store.ts";
import type { DeletionEffect } from "./schema.ts";

const dayMs = 24 * 60 * 60 * 1000;

/** What a shorter or longer time to restore deleted accounts would mean for those that are deleted already. */
export async function readDeletionEffect(
  store: Store,
  { deletedAccountDays: days }: { deletedAccountDays?: number },
): Promise<DeletionEffect> {
  const deleted = { deletedAt: { not: null }, isPurged: false };
  const before = new Date(store.clock.now().getTime() - (days ?? 0) * dayMs);
  const [deletedCount, gone] = await Promise.all([
    store.db.account.count({ where: deleted }),
    days === undefined
      ? null
      : store.db.account.aggregate({
          where: { deletedAt: { lte: before }, isPurged: false },
          _count: { _all: true },
          _sum: { messageCount: true, octets: true },
        }),
  ]);
  return {
    deletedCount,
    goneCount: gone?._count._all ?? 0,
    messageCount: gone?._sum.messageCount ?? 0,
    octets: Number(gone?._sum.octets ?? 0),
  };
}
