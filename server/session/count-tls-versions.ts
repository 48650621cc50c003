import type { Store } from "../store.ts";

export interface TlsUse {
  readonly listenerId: number | null;
  /** "TLSv1.2" and so on. */
  readonly tlsVersion: string;
  /** Sessions that signed in. */
  readonly sessionCount: number;
}

/** Sign-ins over TLS since then, by listener and version. */
export async function countTlsVersions({ db }: Pick<Store, "db">, since: Date): Promise<TlsUse[]> {
  const rows = await db.session.groupBy({
    by: ["listenerId", "tlsVersion"],
    where: { startedAt: { gte: since }, signedInAt: { not: null }, tlsVersion: { not: null } },
    _count: { _all: true },
  });
  return rows.map(({ listenerId, tlsVersion, _count }) => ({
    listenerId,
    tlsVersion: tlsVersion ?? "",
    sessionCount: _count._all,
  }));
}
