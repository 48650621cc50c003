import { type Actor, appendAudit } from "../audit/append-audit.ts";
import { hashColumns } from "../credential/foreign/hash-columns.ts";
import { passwordColumns } from "../credential/password-columns.ts";
import { assertUncommonPassword } from "../credential/uncommon-password.ts";
import { DomainError } from "../errors.ts";
import { parseInput } from "../input/parse-input.ts";
import { defaultQuota } from "../quota/default-quota.ts";
import type { Store } from "../store.ts";
import { parseAddress } from "./address.ts";
import { claimAddress } from "./claim-address.ts";
import { type NewAccount, newAccount } from "./schema.ts";
import { searchTextOf } from "./search-text.ts";

/**
 * Gives the new account; where no quota is named it has the default of its domain or server. Refuses a taken address with
 * `already-exists`, and nonsense with `invalid`.
 */
export async function createAccount(
  store: Store,
  input: NewAccount,
  actor: Actor,
): Promise<{ id: number; address: string }> {
  const { password, hash, takesPlain, displayName = "", ...given } = parseInput(newAccount, input);
  const name = parseAddress(given.address);
  if (password) assertUncommonPassword(password, name.address);
  if (password && hash) throw new DomainError("invalid", "Give either a password or a hash.", "hash");
  const columns = hash
    ? await hashColumns(store, name.address, { hash, takesPlain })
    : password && (await passwordColumns(store, name.address, password));
  const now = store.clock.now();
  return store.db.$transaction(async (tx) => {
    const domainId = await claimAddress(tx, name);
    const usual = await defaultQuota(tx, domainId);
    const { quotaOctets = usual.quotaOctets, quotaMessages = usual.quotaMessages } = given;
    const account = await tx.account.create({
      data: {
        domainId,
        localPart: name.localPart,
        address: name.address,
        displayName,
        searchText: searchTextOf({ address: name.address, displayName }),
        ...(columns || {}),
        passwordAt: columns ? now : null,
        quotaOctets: quotaOctets === null ? null : BigInt(quotaOctets),
        quotaMessages,
        createdAt: now,
      },
      select: { id: true, address: true },
    });
    await appendAudit(tx, actor, now, {
      action: "account.create",
      object: name.address,
      after: { displayName, quotaOctets, quotaMessages, hasPassword: Boolean(columns) },
    });
    return account;
  });
}
