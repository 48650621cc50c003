import type { Store } from "../store.ts";
import { type AccountAsRead, claimLock, type LockClaim, type Locked, type TooSoon } from "./lock-statements.ts";

/**
 * Takes the exclusive-access lock (RFC 1939 §3), visible to every process when this resolves, with the maildrop's version from then
 * on. Null where another session has it, and where the account may not be signed in to, or is gone, by now: whyNotLocked tells which.
 * Null as well where the account is not, or no longer, as it was read. `delaySeconds`: least time since the sign-in before. `asksRule`:
 * whether the account's own rule is asked for, which wins.
 */
export function lockMaildrop(
  { statements, clock }: Store,
  { accountId, sessionId, incarnationId }: Pick<LockClaim, "accountId" | "sessionId" | "incarnationId">,
  delaySeconds: number | null = null,
  asRead: AccountAsRead | null = null,
  asksRule = false,
): Promise<Locked | TooSoon | null> {
  const delayMs = delaySeconds === null ? null : delaySeconds * 1000;
  const acquiredAt = clock.now().getTime();
  return statements.write(claimLock, { accountId, sessionId, incarnationId, acquiredAt, asRead, delayMs, asksRule });
}
