import type { Store } from "../store.ts";
import { lockState } from "./lock-statements.ts";

export interface LockHolder {
  readonly sessionId: string;
  readonly acquiredAt: Date;
  /** Null until that session's row is written. */
  readonly remoteAddress: string | null;
}

/** Who has the maildrop; or "disabled" where nobody may open it; or "free" where what was in the way has just gone. */
export async function whyNotLocked(
  { statements }: Store,
  accountId: number,
): Promise<LockHolder | "disabled" | "free"> {
  const state = await statements.read(lockState, accountId);
  if (state === undefined) return "disabled";
  const { sessionId, acquiredAt, remoteAddress } = state;
  if (sessionId === null || acquiredAt === null) return "free";
  return { sessionId, acquiredAt: new Date(acquiredAt), remoteAddress };
}
