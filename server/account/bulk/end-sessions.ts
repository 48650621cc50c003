import type { Tx } from "../../db.ts";
import { requestDaemon } from "../../request/request-daemon.ts";

/**
 * Ends the sessions of accounts that may no longer have one. Asked after the accounts were changed: who takes a lock later is refused,
 * and who took it before is seen here.
 */
export async function endSessionsOf(tx: Tx, accountIds: readonly number[], now: Date): Promise<void> {
  const locks = await tx.maildropLock.findMany({
    where: { accountId: { in: [...accountIds] } },
    select: { accountId: true },
  });
  for (const { accountId } of locks) await requestDaemon(tx, "kick-account", { accountId }, now);
}
