import type { Store } from "../store.ts";

export interface LockClaim {
  readonly accountId: number;
  readonly sessionId: string;
  /** Worker that holds it; when that one is gone the lock is stale. */
  readonly incarnationId: string;
}

/**
 * Takes the exclusive-access lock (RFC 1939 §3), visible to every process when this resolves. False where another session has it,
 * and where the account may not be signed in to, or is gone, by now: whyNotLocked tells which.
 */
export async function lockMaildrop(store: Store, { accountId, sessionId, incarnationId }: LockClaim): Promise<boolean> {
  const acquiredAt = store.clock.now();
  const rows = await store.relaxed.$executeRaw`
    INSERT INTO "MaildropLock" ("accountId", "sessionId", "incarnationId", "acquiredAt")
    SELECT "id", CAST(${sessionId} AS text), CAST(${incarnationId} AS text), CAST(${acquiredAt} AS timestamp(3))
    FROM "Account" WHERE "id" = ${accountId} AND "canSignIn" AND "deletedAt" IS NULL
    ON CONFLICT ("accountId") DO NOTHING`;
  return rows === 1;
}
