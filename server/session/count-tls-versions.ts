import type { Store } from "../store.ts";

export interface TlsUse {
  readonly listenerId: number | null;
  /** "TLSv1.2" and so on. */
  readonly tlsVersion: string;
  /** Sessions that signed in. */
  readonly sessionCount: number;
}

/** Sign-ins over TLS of sessions that go on, or ended since then, by listener and version. */
export async function countTlsVersions({ db }: Pick<Store, "db">, since: Date): Promise<TlsUse[]> {
  // Two questions, for each is answered from Session_past_idx alone; one with OR reads the rows.
  const found = await Promise.all(
    [{ gte: since }, null].map((endedAt) =>
      db.session.groupBy({
        by: ["listenerId", "tlsVersion"],
        where: { endedAt, signedInAt: { not: null }, tlsVersion: { not: null } },
        _count: { _all: true },
      }),
    ),
  );
  const uses = new Map<string, TlsUse>();
  for (const { listenerId, tlsVersion, _count } of found.flat()) {
    const key = `${listenerId} ${tlsVersion}`;
    const sessionCount = (uses.get(key)?.sessionCount ?? 0) + _count._all;
    uses.set(key, { listenerId, tlsVersion: tlsVersion ?? "", sessionCount });
  }
  return [...uses.values()];
}
