import type { Store } from "../store.ts";
import { claimLock, type LockClaim } from "./lock-statements.ts";
import type { MaildropVersion } from "./version.ts";

/**
 * Takes the exclusive-access lock (RFC 1939 §3), visible to every process when this resolves, with the maildrop's version from then
 * on. Null where another session has it, and where the account may not be signed in to, or is gone, by now: whyNotLocked tells which.
 */
export function lockMaildrop(
  { statements, clock }: Store,
  claim: Omit<LockClaim, "acquiredAt">,
): Promise<MaildropVersion | null> {
  return statements.write(claimLock, { ...claim, acquiredAt: clock.now().getTime() });
}
