import { type Actor, appendAudit } from "../audit/append-audit.ts";
import { DomainError } from "../errors.ts";
import { parseInput } from "../input/parse-input.ts";
import { oneRow } from "../input/schema.ts";
import type { Store } from "../store.ts";
import { readDeletedWith } from "./deleted-with.ts";

/** A deleted account that nobody is to restore any more: mail and row follow in pages (purge-deleted-accounts.ts). Refuses with `not-found`. */
export async function removeForGood(store: Store, input: { id: number }, actor: Actor): Promise<{ address: string }> {
  const { id } = parseInput(oneRow, input);
  const now = store.clock.now();
  return store.db.$transaction(async (tx) => {
    const where = { id, deletedAt: { not: null }, isPurged: false };
    const account = await tx.account.findUnique({
      where,
      select: { address: true, deletedWith: true, messageCount: true, octets: true },
    });
    const { count } = await tx.account.updateMany({ where, data: { isPurged: true } });
    if (!account || count === 0) throw new DomainError("not-found", "This account is not there any more.", "id");
    const address = readDeletedWith(account.deletedWith)?.address ?? account.address;
    const { messageCount, octets } = account;
    await appendAudit(tx, actor, now, { action: "account.remove", object: address, before: { messageCount, octets } });
    return { address };
  });
}
