import { type Actor, appendAudit } from "../audit/append-audit.ts";
import { isMissingRow } from "../database/refusal.ts";
import { DomainError } from "../errors.ts";
import { parseInput } from "../input/parse-input.ts";
import { oneRow } from "../input/schema.ts";
import type { Store } from "../store.ts";
import { parseAddress } from "./address.ts";
import { claimAddress } from "./claim-address.ts";
import { accountGone } from "./living-account.ts";
import { type NewAlias, newAlias } from "./schema.ts";

/** One more address that delivers into an account. Refuses a taken one with `already-exists`, and nonsense with `invalid`. */
export async function createAlias(
  store: Store,
  input: NewAlias,
  actor: Actor,
): Promise<{ id: number; address: string }> {
  const { accountId, address: typed } = parseInput(newAlias, input);
  const name = parseAddress(typed);
  const now = store.clock.now();
  return store.db.$transaction(async (tx) => {
    const domainId = await claimAddress(tx, name);
    const account = await tx.account.findUnique({
      where: { id: accountId, deletedAt: null },
      select: { address: true },
    });
    if (!account) throw accountGone();
    const { localPart, address } = name;
    const alias = await tx.alias.create({
      data: { domainId, accountId, localPart, address, createdAt: now },
      select: { id: true, address: true },
    });
    await appendAudit(tx, actor, now, { action: "alias.create", object: address, after: { account: account.address } });
    return alias;
  });
}

/** Refuses with `not-found`. */
export async function deleteAlias(store: Store, input: { id: number }, actor: Actor): Promise<void> {
  const { id } = parseInput(oneRow, input);
  const now = store.clock.now();
  try {
    await store.db.$transaction(async (tx) => {
      const alias = await tx.alias.delete({
        where: { id },
        select: { address: true, account: { select: { address: true } } },
      });
      await appendAudit(tx, actor, now, {
        action: "alias.delete",
        object: alias.address,
        before: { account: alias.account.address },
      });
    });
  } catch (error) {
    if (!isMissingRow(error)) throw error;
    throw new DomainError("not-found", "This alias no longer exists.", "id", { cause: error });
  }
}
