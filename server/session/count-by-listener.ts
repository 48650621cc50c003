import type { Store } from "../store.ts";

/** Live sessions by listener id; a listener without any is absent. */
export async function countSessionsByListener(store: Store): Promise<Map<number, number>> {
  const running = await store.db.incarnation.findMany({ where: { endedAt: null }, select: { id: true } });
  const groups = await store.db.session.groupBy({
    by: ["listenerId"],
    where: { endedAt: null, listenerId: { not: null }, incarnationId: { in: running.map(({ id }) => id) } },
    _count: { _all: true },
  });
  return new Map(groups.map(({ listenerId, _count }) => [listenerId ?? 0, _count._all]));
}
