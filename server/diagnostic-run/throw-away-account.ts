import { createAccount } from "../account/create-account.ts";
import { deleteAccount } from "../account/delete-account.ts";
import { purgeDeletedAccounts } from "../account/purge-deleted-accounts.ts";
import type { Actor } from "../audit/append-audit.ts";
import { generatePassword } from "../credential/password.ts";
import { createDomain } from "../domain/create-domain.ts";
import { deleteDomain } from "../domain/delete-domain.ts";
import { DomainError } from "../errors.ts";
import type { Store } from "../store.ts";

/** Never anybody's: RFC 2606 §2 keeps .invalid for that. */
export const diagnosticDomain = "diagnostic.invalid";

export interface ThrowAwayAccount {
  readonly address: string;
  readonly password: string;
}

/** An account that is there for one diagnosis. What an earlier one left that was broken off goes first. */
export async function makeThrowAwayAccount(store: Store, actor: Actor): Promise<ThrowAwayAccount> {
  await removeThrowAwayAccounts(store, actor);
  await createDomain(store, { name: diagnosticDomain }, actor).catch((error: unknown) => {
    // Another diagnosis runs beside this one, or has just left it.
    if (!(error instanceof DomainError && error.code === "already-exists")) throw error;
  });
  const address = `test-${store.clock.now().getTime().toString(36)}@${diagnosticDomain}`;
  const password = generatePassword();
  await createAccount(store, { address, password, displayName: "Diagnostic run" }, actor);
  return { address, password };
}

/** Mail and all; nothing of it can be restored. */
export async function removeThrowAwayAccounts(store: Store, actor: Actor): Promise<void> {
  const domain = await store.db.domain.findUnique({ where: { name: diagnosticDomain }, select: { id: true } });
  if (domain === null) return;
  const accounts = await store.db.account.findMany({
    where: { domainId: domain.id, deletedAt: null },
    select: { id: true },
  });
  for (const { id } of accounts) await deleteAccount(store, { id }, actor);
  await purgeDeletedAccounts(store, { domainId: domain.id });
  await deleteDomain(store, { id: domain.id }, actor);
}
