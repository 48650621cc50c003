import { type Actor, appendAudit } from "../audit/append-audit.ts";
import { requestDaemon } from "../request/request-daemon.ts";
import type { Store } from "../store.ts";
import { accountGone, changeLivingAccount } from "./living-account.ts";

/**
 * From this moment the account neither receives nor signs in, its sessions are ended, and its address (and its aliases)
 * can be given to another. Mail and row follow in pages (purge-deleted-accounts.ts). Gives its address; refuses with
 * `not-found`.
 */
export async function deleteAccount(store: Store, { id }: { id: number }, actor: Actor): Promise<{ address: string }> {
  const now = store.clock.now();
  return store.db.$transaction(async (tx) => {
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
    // No address that can be typed begins so: a colon is never allowed before the @.
    await changeLivingAccount(tx, id, {
      deletedAt: now,
      address: `deleted:${id}:${account.address}`,
      localPart: `deleted:${id}:${account.localPart}`,
      passwordHash: "",
      scramVerifier: null,
      canReceive: false,
      canSignIn: false,
    });
    await tx.alias.deleteMany({ where: { accountId: id } });
    await tx.domain.updateMany({ where: { catchAllAccountId: id }, data: { catchAllAccountId: null } });
    await requestDaemon(tx, "kick-account", { accountId: id }, now);
    await appendAudit(tx, actor, now, {
      action: "account.delete",
      object: account.address,
      before: {
        messageCount: account.messageCount,
        octets: account.octets,
        aliases: account.aliases.map(({ address }) => address),
        catchAllOf: account.catchAllOf.map(({ name }) => name),
      },
    });
    return { address: account.address };
  });
}
