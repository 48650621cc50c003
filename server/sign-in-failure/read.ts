import type { Page } from "../input/schema.ts";
import type { Store } from "../store.ts";
import type { FailureList, FailureView } from "./schema.ts";

const columns = {
  address: true,
  accountId: true,
  remoteAddress: true,
  network: true,
  listenerId: true,
  tlsVersion: true,
  mechanism: true,
  reason: true,
  count: true,
  firstAt: true,
  lastAt: true,
} as const;

/** Refused sign-ins, summed up by the hour, the latest first. */
export async function readFailures(store: Store, list: FailureList): Promise<Page<FailureView>> {
  const { page, pageSize, search, accountId, from } = list;
  const where = {
    AND: [
      { accountId },
      from ? { OR: [{ network: from }, { remoteAddress: from }] } : {},
      search ? { OR: [{ address: { contains: search.toLowerCase() } }, { remoteAddress: { contains: search } }] } : {},
    ],
  };
  const [rows, total] = await Promise.all([
    store.db.signInFailure.findMany({
      where,
      orderBy: { lastAt: "desc" },
      skip: (page - 1) * pageSize,
      take: pageSize,
      select: columns,
    }),
    store.db.signInFailure.count({ where }),
  ]);
  return { rows: rows.map(asView), total, page, pageSize };
}

function asView(row: Omit<FailureView, "listenerId" | "tlsVersion"> & { listenerId: number; tlsVersion: string }) {
  return { ...row, listenerId: row.listenerId || null, tlsVersion: row.tlsVersion || null };
}

/** Where refused sign-ins came from since then, the most first: one row a network. */
export interface FailingNetwork {
  /** Empty: no address, or too many to keep apart. */
  readonly network: string;
  readonly count: number;
  readonly lastAt: Date;
}

export async function readFailingNetworks(store: Store, since: Date, most: number): Promise<FailingNetwork[]> {
  const groups = await store.db.signInFailure.groupBy({
    by: ["network"],
    where: { lastAt: { gte: since } },
    _sum: { count: true },
    _max: { lastAt: true },
    orderBy: { _sum: { count: "desc" } },
    take: most,
  });
  return groups.map(({ network, _sum, _max }) => ({
    network,
    count: _sum.count ?? 0,
    lastAt: _max.lastAt ?? since,
  }));
}
