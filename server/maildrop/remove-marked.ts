import { DomainError } from "../errors.ts";
import type { Store } from "../store.ts";
import { commitUpdate, type Update, type Updated, type UpdateRefusal } from "./update-statements.ts";

/**
 * The UPDATE state (RFC 1939 §6): the Removal that is committed here *is* the removal; finishRemovals takes rows and bodies away
 * afterwards. The lock is given back in the same transaction. Refuses with `lock-lost`, and has removed nothing then.
 */
export async function removeMarked({ statements, clock }: Store, update: Update): Promise<Updated> {
  const result = await statements.write(commitUpdate, { ...update, committedAt: clock.now().getTime() });
  if (typeof result === "string") throw new DomainError("lock-lost", sentences[result]);
  return result;
}

const sentences: Readonly<Record<UpdateRefusal, string>> = {
  "lock-lost": "This session no longer holds the maildrop: its lock was cleared. Nothing was removed; sign in again.",
  "changed-meanwhile": "An administrator changed this maildrop while it was open. Nothing was removed; sign in again.",
};
