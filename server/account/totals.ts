import type { Store } from "../store.ts";

export interface AccountTotals {
  readonly domainCount: number;
  readonly accountCount: number;
  readonly messageCount: number;
  readonly octets: number;
  readonly lastDeliveryAt: Date | null;
}

/** What all maildrops hold together. */
export async function readAccountTotals({ db }: Pick<Store, "db">): Promise<AccountTotals> {
  const [domainCount, totals] = await Promise.all([
    db.domain.count(),
    db.account.aggregate({
      where: { deletedAt: null },
      _count: { _all: true },
      _sum: { messageCount: true, octets: true },
      _max: { lastDeliveryAt: true },
    }),
  ]);
  return {
    domainCount,
    accountCount: totals._count._all,
    messageCount: totals._sum.messageCount ?? 0,
    octets: Number(totals._sum.octets ?? 0),
    lastDeliveryAt: totals._max.lastDeliveryAt,
  };
}
