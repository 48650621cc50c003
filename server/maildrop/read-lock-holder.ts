import type { Store } from "../store.ts";

export interface LockHolder {
  readonly sessionId: string;
  readonly acquiredAt: Date;
  /** Null until that session's row is written. */
  readonly remoteAddress: string | null;
}

/** Who has the maildrop open; null where it is free. */
export async function readLockHolder({ db }: Store, accountId: number): Promise<LockHolder | null> {
  const lock = await db.maildropLock.findUnique({
    where: { accountId },
    select: { sessionId: true, acquiredAt: true },
  });
  if (!lock) return null;
  const session = await db.session.findUnique({ where: { id: lock.sessionId }, select: { remoteAddress: true } });
  return { ...lock, remoteAddress: session?.remoteAddress ?? null };
}
