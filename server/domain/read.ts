import { inOrder, readList } from "../database/read-list.ts";
import type { Prisma } from "../db.ts";
import type { Page } from "../input/schema.ts";
import type { Store } from "../store.ts";
import type { DomainList, DomainRow, DomainView, ListedDomain } from "./schema.ts";

const columns = {
  id: true,
  name: true,
  isSample: true,
  createdAt: true,
  catchAll: { select: { address: true } },
  _count: { select: { accounts: { where: { deletedAt: null } }, aliases: true } },
} as const;

const sorts = {
  accountCount: `(SELECT count(*) FROM "Account" a WHERE a."domainId" = "Domain"."id" AND a."deletedAt" IS NULL)`,
  recoverableOctets: `(SELECT COALESCE(sum(a."recoverableOctets"), 0) FROM "Account" a WHERE a."domainId" = "Domain"."id")`,
  createdAt: `"createdAt"`,
} as const;

/** One page; searching, sorting and counting is the database's work. */
export async function readDomains(store: Store, list: DomainList): Promise<Page<ListedDomain>> {
  const { page, pageSize, direction } = list;
  const { keys, total } = await readList<number>(store, {
    from: `"Domain"`,
    key: `"id"`,
    where: ["true"],
    search: { columns: [`"name"`], text: list.search.normalize("NFC").toLowerCase() },
    orderBy: [
      ...(list.sort === "name" ? [] : [{ by: sorts[list.sort], direction }]),
      { by: `"name"`, direction: list.sort === "name" ? direction : "asc" },
    ],
    page,
    pageSize,
  });
  const [rows, held] = await Promise.all([
    store.db.domain.findMany({ where: { id: { in: keys } }, select: columns }),
    // Of deleted accounts too: it takes up room until it is purged.
    store.db.account.groupBy({
      by: ["domainId"],
      where: { domainId: { in: keys } },
      _sum: { recoverableOctets: true },
    }),
  ]);
  const octets = new Map(held.map(({ domainId, _sum }) => [domainId, Number(_sum.recoverableOctets ?? 0)]));
  const listed = rows.map((row) => ({ ...asRow(row), recoverableOctets: octets.get(row.id) ?? 0 }));
  return { rows: inOrder(keys, listed, ({ id }) => id), total, page, pageSize };
}

/** Null where there is none. */
export async function readDomain(store: Store, id: number): Promise<DomainRow | null> {
  const row = await store.db.domain.findUnique({ where: { id }, select: columns });
  return row && asRow(row);
}

/** With what its own page says; null where there is none. */
export async function readDomainView({ db }: Store, id: number): Promise<DomainView | null> {
  const [found, ownNetworksCount] = await Promise.all([
    db.domain.findUnique({
      where: { id },
      select: { ...columns, allowedNetworks: true, passwordSource: { select: { kind: true } } },
    }),
    db.account.count({ where: { domainId: id, deletedAt: null, allowedNetworks: { not: "" } } }),
  ]);
  if (found === null) return null;
  const { allowedNetworks, passwordSource, ...row } = found;
  const kind = passwordSource?.kind;
  return {
    ...asRow(row),
    allowedNetworks,
    ownNetworksCount,
    passwordSource: kind === "ldap" || kind === "pam" ? kind : null,
  };
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
