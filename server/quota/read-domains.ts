import type { Page } from "../input/schema.ts";
import type { Store } from "../store.ts";
import type { DomainQuotaRow } from "./schema.ts";

const columns = {
  id: true,
  name: true,
  quotaOctets: true,
  quotaMessages: true,
  hasAccountQuota: true,
  accountQuotaOctets: true,
  accountQuotaMessages: true,
} as const;

export interface DomainQuotaList {
  readonly search: string;
  readonly page: number;
  readonly pageSize: number;
}

/** Domains by name, with what they hold and may hold. */
export async function readDomainQuotas(store: Store, list: DomainQuotaList): Promise<Page<DomainQuotaRow>> {
  const { search, page, pageSize } = list;
  const where = search === "" ? {} : { name: { contains: search.toLowerCase().normalize("NFC") } };
  const [domains, total] = await Promise.all([
    store.db.domain.findMany({
      where,
      // Those with a limit first: there is something to see.
      orderBy: [
        { quotaOctets: { sort: "desc", nulls: "last" } },
        { quotaMessages: { sort: "desc", nulls: "last" } },
        { name: "asc" },
      ],
      skip: (page - 1) * pageSize,
      take: pageSize,
      select: columns,
    }),
    store.db.domain.count({ where }),
  ]);
  const sums = await store.db.account.groupBy({
    by: ["domainId"],
    where: { deletedAt: null, domainId: { in: domains.map(({ id }) => id) } },
    _count: { _all: true },
    _sum: { octets: true, messageCount: true },
  });
  const byDomain = new Map(sums.map((sum) => [sum.domainId, sum]));
  const rows = domains.map(({ quotaOctets, accountQuotaOctets, ...domain }): DomainQuotaRow => {
    const sum = byDomain.get(domain.id);
    return {
      ...domain,
      quotaOctets: quotaOctets === null ? null : Number(quotaOctets),
      accountQuotaOctets: accountQuotaOctets === null ? null : Number(accountQuotaOctets),
      accountCount: sum?._count._all ?? 0,
      octets: Number(sum?._sum.octets ?? 0),
      messageCount: sum?._sum.messageCount ?? 0,
    };
  });
  return { rows, total, page, pageSize };
}
