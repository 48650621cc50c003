import { deleteAlias } from "../account/alias.ts";
import { deleteAccount } from "../account/delete-account.ts";
import { purgeDeletedAccounts } from "../account/purge-deleted-accounts.ts";
import type { Actor } from "../audit/append-audit.ts";
import { deleteDomain } from "../domain/delete-domain.ts";
import { DomainError } from "../errors.ts";
import type { Store } from "../store.ts";

/** Everything the sample made, and whatever was added to its domain since. Refuses with `not-found` where there is none. */
export async function removeSample(store: Store, _input: object, actor: Actor): Promise<void> {
  const domains = await store.db.domain.findMany({ where: { isSample: true }, select: { id: true } });
  if (domains.length === 0) throw new DomainError("not-found", "There is no sample to remove.");
  for (const { id: domainId } of domains) {
    const accounts = await store.db.account.findMany({ where: { domainId, deletedAt: null }, select: { id: true } });
    for (const { id } of accounts) await deleteAccount(store, { id }, actor);
    // What is left are aliases of accounts elsewhere.
    const aliases = await store.db.alias.findMany({ where: { domainId }, select: { id: true } });
    for (const { id } of aliases) await deleteAlias(store, { id }, actor);
    await purgeDeletedAccounts(store, { domainId });
    await deleteDomain(store, { id: domainId }, actor);
  }
}
