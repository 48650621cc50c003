import type { Store } from "../store.ts";
import { type LockClaim, releaseLock } from "./lock-statements.ts";

/** Gives this session's lock back; another session can take it when this resolves. No error where it was cleared meanwhile. */
export function releaseMaildrop(
  { statements }: Store,
  { accountId, sessionId }: Pick<LockClaim, "accountId" | "sessionId">,
): Promise<void> {
  return statements.write(releaseLock, { accountId, sessionId });
}
