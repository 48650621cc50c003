import { endConsoleOfAccount } from "../administrator/console-access.ts";
import type { Tx } from "../db.ts";
import { endSessionsOf } from "./bulk/end-sessions.ts";
import type { DeletedWith } from "./deleted-with.ts";
import { accountGone, changeLivingAccount } from "./living-account.ts";

export interface MarkedDeleted {
  readonly address: string;
  /** For the audit. */
  readonly before: object;
}

/**
 * From this moment the account neither receives nor signs in, its sessions are ended, and its address (and its aliases) can be given to
 * another. Password, switches and mail stay as they are, so that it can be restored; who used the
 * console with it is out. Refuses with `not-found`, and with `in-use` where that is the last owner.
 */
export async function markDeleted(tx: Tx, id: number, now: Date, actorName: string): Promise<MarkedDeleted> {
  const account = await tx.account.findUnique({
    where: { id, deletedAt: null },
    select: {
      address: true,
      localPart: true,
      messageCount: true,
      octets: true,
      aliases: { select: { address: true } },
      catchAllOf: { select: { name: true } },
    },
  });
  if (!account) throw accountGone();
  const { address, messageCount, octets } = account;
  await endConsoleOfAccount(tx, id, now);
  const aliases = account.aliases.map((alias) => alias.address);
  const catchAllOf = account.catchAllOf.map(({ name }) => name);
  const deletedWith: DeletedWith = { address, aliases, catchAllOf, by: actorName };
  // No address that can be typed begins so: a colon is never allowed before the @.
  await changeLivingAccount(tx, id, {
    deletedAt: now,
    deletedWith: JSON.stringify(deletedWith),
    address: `deleted:${id}:${address}`,
    localPart: `deleted:${id}:${account.localPart}`,
  });
  if (aliases.length > 0) await tx.alias.deleteMany({ where: { accountId: id } });
  if (catchAllOf.length > 0) {
    await tx.domain.updateMany({ where: { catchAllAccountId: id }, data: { catchAllAccountId: null } });
  }
  await endSessionsOf(tx, [id], now);
  return { address, before: { messageCount, octets, aliases, catchAllOf } };
}
