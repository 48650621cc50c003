import type { Store } from "../store.ts";

export interface SessionActivity {
  /** Sessions that signed in. */
  readonly signInCount: number;
  /** Sessions that tried and never got in. */
  readonly refusedCount: number;
  /** Sessions that signed in without TLS. */
  readonly cleartextCount: number;
  readonly retrievedCount: number;
  readonly removedCount: number;
}

/** What clients did since `since`: sessions that ended after it, and those that have not ended. */
export async function readSessionActivity({ db }: Pick<Store, "db">, since: Date): Promise<SessionActivity> {
  const recent = { OR: [{ endedAt: { gte: since } }, { endedAt: null }] };
  const [signedIn, refusedCount, cleartextCount] = await Promise.all([
    db.session.aggregate({
      where: { AND: [recent, { signedInAt: { not: null } }] },
      _count: { _all: true },
      _sum: { retrievedCount: true, removedCount: true },
    }),
    db.session.count({ where: { AND: [recent, { signedInAt: null, lastRefusal: { not: null } }] } }),
    db.session.count({ where: { AND: [recent, { signedInAt: { not: null }, tlsVersion: null }] } }),
  ]);
  return {
    signInCount: signedIn._count._all,
    refusedCount,
    cleartextCount,
    retrievedCount: signedIn._sum.retrievedCount ?? 0,
    removedCount: signedIn._sum.removedCount ?? 0,
  };
}
