import { type Actor, appendAudit } from "../audit/append-audit.ts";
import { parseInput } from "../input/parse-input.ts";
import type { Store } from "../store.ts";
import { accountGone, changeLivingAccount } from "./living-account.ts";
import { type AccountAccess, accountAccess } from "./schema.ts";

/**
 * From where, and with what, one may sign in; from the next sign-in on, also of who was remembered, while sessions that are in stay in.
 * Refuses with `not-found`.
 */
export async function setAccountAccess(store: Store, input: AccountAccess, actor: Actor): Promise<void> {
  const { id, allowedNetworks, onlyAppPasswords } = parseInput(accountAccess, input);
  const now = store.clock.now();
  await store.db.$transaction(async (tx) => {
    const before = await tx.account.findUnique({
      where: { id, deletedAt: null },
      select: { address: true, allowedNetworks: true, onlyAppPasswords: true },
    });
    if (!before) throw accountGone();
    await changeLivingAccount(tx, id, { allowedNetworks, onlyAppPasswords });
    const { address, ...fields } = before;
    await appendAudit(tx, actor, now, {
      action: "account.set-access",
      object: address,
      before: fields,
      after: { allowedNetworks, onlyAppPasswords },
    });
  });
}
