import type { Tx } from "../db.ts";
import { readSettings } from "../setting/read.ts";

export interface AccountQuota {
  /** Null is no limit. */
  readonly quotaOctets: number | null;
  readonly quotaMessages: number | null;
}

/** What a new account of this domain may hold: as the domain says, or else the server. */
export async function defaultQuota(tx: Tx, domainId: number): Promise<AccountQuota> {
  const domain = await tx.domain.findUnique({
    where: { id: domainId, hasAccountQuota: true },
    select: { accountQuotaOctets: true, accountQuotaMessages: true },
  });
  if (domain !== null) {
    const { accountQuotaOctets, accountQuotaMessages } = domain;
    return {
      quotaOctets: accountQuotaOctets === null ? null : Number(accountQuotaOctets),
      quotaMessages: accountQuotaMessages,
    };
  }
  const settings = await readSettings({ db: tx });
  return { quotaOctets: settings.accountQuotaOctets, quotaMessages: settings.accountQuotaMessages };
}
