import { createOwner } from "../administrator/create-administrator.ts";
import type { AdministratorView, NewOwner } from "../administrator/schema.ts";
import { isSetUpToken } from "../administrator/set-up-token.ts";
import type { Actor } from "../audit/append-audit.ts";
import { DomainError } from "../errors.ts";
import type { Store } from "../store.ts";

/** The owner, made by whoever holds the set-up link. Refuses with `not-allowed` where the token is not the present one. */
export async function createFirstOwner(
  store: Store,
  { token, ...owner }: NewOwner & { token: string },
  remoteAddress: string,
): Promise<AdministratorView> {
  if (!(await isSetUpToken(store, token))) {
    throw new DomainError(
      "not-allowed",
      "This set-up link is no longer valid: it was used, or the server was started again since. Print a new one with: npx popdesk set-up-link",
    );
  }
  const actor: Actor = { kind: "set-up", name: owner.email, remoteAddress };
  return createOwner(store, owner, actor);
}
