import type { Store } from "../store.ts";
import type { ConnectionsEffect } from "./schema.ts";

/** How many mail programs are connected at this moment, beside limits that are asked about. */
export async function readConnectionsEffect(
  store: Store,
  asked: { maxConnections?: number; maxConnectionsPerAddress?: number },
): Promise<ConnectionsEffect> {
  const running = await store.db.incarnation.findMany({ where: { endedAt: null }, select: { id: true } });
  const live = { endedAt: null, incarnationId: { in: running.map(({ id }) => id) } };
  const [sessionCount, [most]] = await Promise.all([
    store.db.session.count({ where: live }),
    store.db.session.groupBy({
      by: ["remoteAddress"],
      where: { ...live, NOT: [{ remoteAddress: { startsWith: "127." } }, { remoteAddress: "::1" }] },
      _count: { _all: true },
      orderBy: { _count: { remoteAddress: "desc" } },
      take: 1,
    }),
  ]);
  return {
    sessionCount,
    mostFrom: most ? { address: most.remoteAddress, sessionCount: most._count._all } : null,
    maxConnections: asked.maxConnections ?? null,
    maxConnectionsPerAddress: asked.maxConnectionsPerAddress ?? null,
  };
}
