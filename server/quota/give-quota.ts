import { type Actor, appendAudit } from "../audit/append-audit.ts";
import { DomainError } from "../errors.ts";
import { parseInput } from "../input/parse-input.ts";
import type { Store } from "../store.ts";
import { type QuotaGift, quotaGift } from "./schema.ts";

/** Gives accounts that are there already a quota, all at once; says how many. Refuses with `not-found` where the domain is gone. */
export async function giveQuota(store: Store, input: QuotaGift, actor: Actor): Promise<{ changedCount: number }> {
  const { domainId, whom, quotaOctets, quotaMessages } = parseInput(quotaGift, input);
  return store.db.$transaction(async (tx) => {
    const domain =
      domainId === undefined ? null : await tx.domain.findUnique({ where: { id: domainId }, select: { name: true } });
    if (domainId !== undefined && domain === null) throw new DomainError("not-found", "This domain no longer exists.");
    const unlimited = whom === "unlimited" ? { quotaOctets: null, quotaMessages: null } : {};
    const { count } = await tx.account.updateMany({
      where: { deletedAt: null, domainId, ...unlimited },
      data: { quotaOctets: quotaOctets === null ? null : BigInt(quotaOctets), quotaMessages },
    });
    await appendAudit(tx, actor, store.clock.now(), {
      action: "quota.give",
      object: domain?.name ?? "all domains",
      after: { whom, quotaOctets, quotaMessages, accounts: count },
    });
    return { changedCount: count };
  });
}
