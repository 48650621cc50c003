import { type Actor, appendAudit } from "../audit/append-audit.ts";
import { parseInput } from "../input/parse-input.ts";
import type { Store } from "../store.ts";
import { accountGone, changeLivingAccount } from "./living-account.ts";
import { type AccountChange, accountChange } from "./schema.ts";
import { searchTextOf } from "./search-text.ts";

/** Changes what `input` names and leaves the rest. Refuses with `not-found`. */
export async function updateAccount(store: Store, input: AccountChange, actor: Actor): Promise<void> {
  const { id, displayName, quotaOctets, quotaMessages } = parseInput(accountChange, input);
  const now = store.clock.now();
  await store.db.$transaction(async (tx) => {
    const before = await tx.account.findUnique({
      where: { id, deletedAt: null },
      select: { address: true, displayName: true, quotaOctets: true, quotaMessages: true },
    });
    if (!before) throw accountGone();
    await changeLivingAccount(tx, id, {
      displayName,
      searchText: displayName === undefined ? undefined : searchTextOf({ address: before.address, displayName }),
      quotaOctets: typeof quotaOctets === "number" ? BigInt(quotaOctets) : quotaOctets,
      quotaMessages,
    });
    const { address, ...fields } = before;
    await appendAudit(tx, actor, now, {
      action: "account.update",
      object: address,
      before: fields,
      after: { displayName, quotaOctets, quotaMessages },
    });
  });
}
