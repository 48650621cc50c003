import type { Store } from "../store.ts";

export interface SessionCount {
  readonly all: number;
  /** Without TLS. */
  readonly clear: number;
}

/** Live sessions by listener id; a listener without any is absent. */
export async function countSessionsByListener(store: Store): Promise<Map<number, SessionCount>> {
  const running = await store.db.incarnation.findMany({ where: { endedAt: null }, select: { id: true } });
  const groups = await store.db.session.groupBy({
    by: ["listenerId", "tlsVersion"],
    where: { endedAt: null, listenerId: { not: null }, incarnationId: { in: running.map(({ id }) => id) } },
    _count: { _all: true },
  });
  const counts = new Map<number, SessionCount>();
  for (const { listenerId, tlsVersion, _count } of groups) {
    const { all, clear } = counts.get(listenerId ?? 0) ?? { all: 0, clear: 0 };
    counts.set(listenerId ?? 0, { all: all + _count._all, clear: clear + (tlsVersion === null ? _count._all : 0) });
  }
  return counts;
}
