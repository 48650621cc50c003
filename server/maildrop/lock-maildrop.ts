import type { Store } from "../store.ts";

export interface LockClaim {
  readonly accountId: number;
  readonly sessionId: string;
  /** Worker that holds it; when that one is gone the lock is stale. */
  readonly incarnationId: string;
}

/** Takes the exclusive-access lock (RFC 1939 §3), visible to every process when this resolves. False where another session has it. */
export async function lockMaildrop(store: Store, { accountId, sessionId, incarnationId }: LockClaim): Promise<boolean> {
  const acquiredAt = store.clock.now();
  const rows = await store.relaxed.$executeRaw`
    INSERT INTO "MaildropLock" ("accountId", "sessionId", "incarnationId", "acquiredAt")
    VALUES (${accountId}, ${sessionId}, ${incarnationId}, ${acquiredAt}) ON CONFLICT ("accountId") DO NOTHING`;
  return rows === 1;
}
