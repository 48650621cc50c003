import type { Prisma } from "../db.ts";
import type { Page } from "../input/schema.ts";
import type { Store } from "../store.ts";
import type { DomainList, DomainRow } from "./schema.ts";

const columns = {
  id: true,
  name: true,
  isSample: true,
  createdAt: true,
  catchAll: { select: { address: true } },
  _count: { select: { accounts: { where: { deletedAt: null } }, aliases: true } },
} as const;

export async function readDomains(store: Store, list: DomainList): Promise<Page<DomainRow>> {
  const { page, pageSize, sort, direction } = list;
  const where = list.search === "" ? {} : { name: { contains: list.search.toLowerCase().normalize("NFC") } };
  const orderBy: Prisma.DomainOrderByWithRelationInput[] =
    sort === "accountCount" ? [{ accounts: { _count: direction } }, { name: "asc" }] : [{ [sort]: direction }];
  const [rows, total] = await Promise.all([
    store.db.domain.findMany({ where, orderBy, skip: (page - 1) * pageSize, take: pageSize, select: columns }),
    store.db.domain.count({ where }),
  ]);
  return { rows: rows.map(asRow), total, page, pageSize };
}

/** Null where there is none. */
export async function readDomain(store: Store, id: number): Promise<DomainRow | null> {
  const row = await store.db.domain.findUnique({ where: { id }, select: columns });
  return row && asRow(row);
}

/** All names in order, for choosing one of them. */
export function readDomainNames(store: Store): Promise<{ id: number; name: string }[]> {
  return store.db.domain.findMany({ orderBy: { name: "asc" }, select: { id: true, name: true } });
}

function asRow({ _count, catchAll, ...row }: Prisma.DomainGetPayload<{ select: typeof columns }>): DomainRow {
  return {
    ...row,
    accountCount: _count.accounts,
    aliasCount: _count.aliases,
    catchAll: catchAll?.address ?? null,
  };
}
