import type { Store } from "../store.ts";
import type { DomainUse } from "./domain-uses.ts";
import { fullnessOf } from "./fullness.ts";
import type { DomainQuotaEffect, QuotaEffect } from "./schema.ts";
import { useOfDomain } from "./use-statements.ts";

export interface AskedQuota {
  /** Undefined: every domain. */
  readonly domainId?: number;
  readonly quotaOctets: number | null;
  readonly quotaMessages: number | null;
}

/** What giving this quota to accounts that are there would mean for them. */
export async function readQuotaEffect({ db }: Store, asked: AskedQuota): Promise<QuotaEffect> {
  const living = { deletedAt: null, domainId: asked.domainId };
  const unlimited = { ...living, quotaOctets: null, quotaMessages: null };
  const isOver = [
    ...(asked.quotaOctets === null ? [] : [{ octets: { gt: BigInt(asked.quotaOctets) } }]),
    ...(asked.quotaMessages === null ? [] : [{ messageCount: { gt: asked.quotaMessages } }]),
  ];
  const over = (where: object) => (isOver.length === 0 ? 0 : db.account.count({ where: { ...where, OR: isOver } }));
  const [accountCount, unlimitedCount, overCount, overUnlimitedCount] = await Promise.all([
    db.account.count({ where: living }),
    db.account.count({ where: unlimited }),
    over(living),
    over(unlimited),
  ]);
  const { quotaOctets, quotaMessages } = asked;
  return { quotaOctets, quotaMessages, accountCount, unlimitedCount, overCount, overUnlimitedCount };
}

/** What a limit would mean for a domain as it is. */
export async function readDomainQuotaEffect(
  { statements }: Store,
  { id, quotaOctets, quotaMessages }: { id: number; quotaOctets: number | null; quotaMessages: number | null },
): Promise<DomainQuotaEffect> {
  const { octets, messageCount }: DomainUse = await statements.read(useOfDomain, id);
  const holding = { octets, messageCount, quotaOctets, quotaMessages };
  const { use } = fullnessOf(holding);
  return { ...holding, percent: use < 0 ? null : Math.floor(use / 10) };
}
