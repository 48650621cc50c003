import type { Store } from "../store.ts";

export interface LockHolder {
  readonly sessionId: string;
  readonly acquiredAt: Date;
  /** Null until that session's row is written. */
  readonly remoteAddress: string | null;
}

/** Who has the maildrop; or "disabled" where nobody may open it; or "free" where what was in the way has just gone. */
export async function whyNotLocked({ db }: Store, accountId: number): Promise<LockHolder | "disabled" | "free"> {
  const account = await db.account.findUnique({
    where: { id: accountId, deletedAt: null, canSignIn: true },
    select: { lock: { select: { sessionId: true, acquiredAt: true } } },
  });
  if (!account) return "disabled";
  if (!account.lock) return "free";
  const { sessionId: id } = account.lock;
  const session = await db.session.findUnique({ where: { id }, select: { remoteAddress: true } });
  return { ...account.lock, remoteAddress: session?.remoteAddress ?? null };
}
