import { parseAddress } from "../account/address.ts";
import { createAccount } from "../account/create-account.ts";
import type { Actor } from "../audit/append-audit.ts";
import { createDomain } from "../domain/create-domain.ts";
import { DomainError } from "../errors.ts";
import type { Store } from "../store.ts";
import { reachStep, rememberTrial } from "./progress.ts";
import type { FirstAccount } from "./schema.ts";

/** The domain where it is new, and an account in it; the wizard will sign in with it. */
export async function createFirstAccount(store: Store, input: FirstAccount, actor: Actor): Promise<void> {
  const { domain, address } = parseAddress(input.address);
  await createDomain(store, { name: domain }, actor).catch((error: unknown) => {
    if (!(error instanceof DomainError && error.code === "already-exists")) throw error;
  });
  await createAccount(store, { address, password: input.password }, actor);
  await rememberTrial(store, { address, password: input.password });
  await reachStep(store, "try");
}
