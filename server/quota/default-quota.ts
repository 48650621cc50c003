import type { Tx } from "../db.ts";
import { readSettings } from "../setting/read.ts";

export interface AccountQuota {
  /** Null is no limit. */
  readonly quotaOctets: number | null;
  readonly quotaMessages: number | null;
}

/** What a new account of this domain may hold: as the domain says, or else the server. */
export async function defaultQuota(tx: Tx, domainId: number): Promise<AccountQuota> {
  return (await defaultQuotas(tx, [domainId]))(domainId);
}

/** The same for several domains at once. */
export async function defaultQuotas(tx: Tx, domainIds: readonly number[]): Promise<(domainId: number) => AccountQuota> {
  const domains = await tx.domain.findMany({
    where: { id: { in: [...domainIds] }, hasAccountQuota: true },
    select: { id: true, accountQuotaOctets: true, accountQuotaMessages: true },
  });
  const { accountQuotaOctets, accountQuotaMessages } = await readSettings({ db: tx });
  const ofServer = { quotaOctets: accountQuotaOctets, quotaMessages: accountQuotaMessages };
  const ofDomain = new Map(
    domains.map((domain) => [
      domain.id,
      {
        quotaOctets: domain.accountQuotaOctets === null ? null : Number(domain.accountQuotaOctets),
        quotaMessages: domain.accountQuotaMessages,
      },
    ]),
  );
  return (domainId) => ofDomain.get(domainId) ?? ofServer;
}
