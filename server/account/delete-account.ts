import { type Actor, appendAudit } from "../audit/append-audit.ts";
import { readSettings } from "../setting/read.ts";
import type { Store } from "../store.ts";
import { restorableUntil } from "./deleted-until.ts";
import { markDeleted } from "./mark-deleted.ts";

/**
 * Ends an account (mark-deleted.ts says what that means). It can be restored until the instant given, mail and all. Refuses with
 * `not-found`.
 */
export async function deleteAccount(
  store: Store,
  { id }: { id: number },
  actor: Actor,
): Promise<{ address: string; restorableUntil: Date | null }> {
  const now = store.clock.now();
  return store.db.$transaction(async (tx) => {
    const { address, before } = await markDeleted(tx, id, now, actor.name);
    await appendAudit(tx, actor, now, { action: "account.delete", object: address, before });
    const { deletedAccountDays } = await readSettings({ db: tx });
    return { address, restorableUntil: deletedAccountDays === 0 ? null : restorableUntil(now, deletedAccountDays) };
  });
}
