import type { Prisma } from "../db.ts";
import type { Page } from "../input/schema.ts";
import type { Store } from "../store.ts";
import type { DomainQuotaRow } from "./schema.ts";
import { useOfDomain } from "./use-statements.ts";

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
  const rows = domains.map((domain) => {
    const sum = byDomain.get(domain.id);
    return asRow(domain, {
      accountCount: sum?._count._all ?? 0,
      octets: Number(sum?._sum.octets ?? 0),
      messageCount: sum?._sum.messageCount ?? 0,
    });
  });
  return { rows, total, page, pageSize };
}

/** One domain's; null where there is none. */
export async function readDomainQuota({ db, statements }: Store, id: number): Promise<DomainQuotaRow | null> {
  const domain = await db.domain.findUnique({ where: { id }, select: columns });
  if (domain === null) return null;
  const [accountCount, use] = await Promise.all([
    db.account.count({ where: { domainId: id, deletedAt: null } }),
    statements.read(useOfDomain, id),
  ]);
  return asRow(domain, { accountCount, ...use });
}

/** Domains that have a limit of their own. */
export function countDomainsWithQuota({ db }: Store): Promise<number> {
  return db.domain.count({ where: { OR: [{ quotaOctets: { not: null } }, { quotaMessages: { not: null } }] } });
}

function asRow(
  { quotaOctets, accountQuotaOctets, ...domain }: Prisma.DomainGetPayload<{ select: typeof columns }>,
  holds: Pick<DomainQuotaRow, "accountCount" | "octets" | "messageCount">,
): DomainQuotaRow {
  return {
    ...domain,
    ...holds,
    quotaOctets: quotaOctets === null ? null : Number(quotaOctets),
    accountQuotaOctets: accountQuotaOctets === null ? null : Number(accountQuotaOctets),
  };
}
