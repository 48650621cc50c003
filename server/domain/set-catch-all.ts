import { foldAddress } from "../account/address.ts";
import { type Actor, appendAudit } from "../audit/append-audit.ts";
import { isForeignKeyViolation } from "../database/refusal.ts";
import type { Tx } from "../db.ts";
import { DomainError } from "../errors.ts";
import { parseInput } from "../input/parse-input.ts";
import type { Store } from "../store.ts";
import { type CatchAllChange, catchAllChange } from "./schema.ts";

/**
 * Chooses the account that takes mail for addresses of the domain that nobody has; an empty address is none. It may belong to
 * another domain. Holds from the next RCPT on. Refuses with `not-found` where there is no such domain, `invalid` where there is no
 * such account.
 */
export async function setCatchAll(
  store: Store,
  input: CatchAllChange,
  actor: Actor,
): Promise<{ name: string; catchAll: string | null }> {
  const { id, catchAll: typed } = parseInput(catchAllChange, input);
  const now = store.clock.now();
  return store.db.$transaction(async (tx) => {
    const account = typed === "" ? null : await livingAccount(tx, typed);
    const domain = await tx.domain.findUnique({
      where: { id },
      select: { name: true, catchAll: { select: { address: true } } },
    });
    if (!domain) throw new DomainError("not-found", "This domain no longer exists.", "id");
    const catchAll = account?.address ?? null;
    const before = domain.catchAll?.address ?? null;
    if (catchAll === before) return { name: domain.name, catchAll };
    await choose(tx, id, account);
    await appendAudit(tx, actor, now, {
      action: "domain.catch-all",
      object: domain.name,
      before: { catchAll: before },
      after: { catchAll },
    });
    return { name: domain.name, catchAll };
  });
}

async function livingAccount(tx: Tx, typed: string): Promise<{ id: number; address: string }> {
  const address = foldAddress(typed);
  // A turn on the row: an account that is being deleted at this moment is not chosen.
  const { count } = await tx.account.updateMany({ where: { address, deletedAt: null }, data: { address } });
  if (count === 0) throw accountUnknown(typed);
  return tx.account.findUniqueOrThrow({ where: { address }, select: { id: true, address: true } });
}

async function choose(tx: Tx, id: number, account: { id: number; address: string } | null): Promise<void> {
  try {
    await tx.domain.update({ where: { id }, data: { catchAllAccountId: account?.id ?? null }, select: { id: true } });
  } catch (error) {
    if (isForeignKeyViolation(error)) throw accountUnknown(account?.address ?? "");
    throw error;
  }
}

function accountUnknown(address: string): DomainError {
  return new DomainError(
    "invalid",
    `There is no account ${address}. A catch-all is the address of an account; an alias will not do.`,
    "catchAll",
  );
}
