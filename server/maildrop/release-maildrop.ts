import type { Store } from "../store.ts";

/** Gives this session's lock back; another session can take it when this resolves. No error where it was cleared meanwhile. */
export async function releaseMaildrop(
  store: Store,
  { accountId, sessionId }: { accountId: number; sessionId: string },
): Promise<void> {
  await store.relaxed.$executeRaw`
    DELETE FROM "MaildropLock" WHERE "accountId" = ${accountId} AND "sessionId" = ${sessionId}`;
}
