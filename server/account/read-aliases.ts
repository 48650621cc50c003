import { inOrder, readList } from "../database/read-list.ts";
import { DomainError } from "../errors.ts";
import type { Page } from "../input/schema.ts";
import type { Store } from "../store.ts";
import { foldAddress } from "./address.ts";
import type { AliasList, AliasListRow, AliasRow } from "./schema.ts";
import { foldForSearch } from "./search-text.ts";

export interface AliasOfAccount extends AliasRow {
  /** Address of the account it delivers into. */
  readonly account: string;
}

const columns = { id: true, address: true, createdAt: true, account: { select: { address: true } } } as const;

/** All aliases in order, or those of one account. */
export async function readAliases(store: Store, accountId?: number): Promise<AliasOfAccount[]> {
  const rows = await store.db.alias.findMany({ where: { accountId }, orderBy: { address: "asc" }, select: columns });
  return rows.map(({ account, ...alias }) => ({ ...alias, account: account.address }));
}

const sorts = { address: `"Alias"."address"`, account: `a."address"`, createdAt: `"Alias"."createdAt"` } as const;

/** One page; a search looks at the alias and at the address of its account. */
export async function readAliasList(store: Store, list: AliasList): Promise<Page<AliasListRow>> {
  const { page, pageSize, sort, direction } = list;
  const { keys, total } = await readList<number>(store, {
    from: `"Alias" JOIN "Account" a ON a."id" = "Alias"."accountId"`,
    key: `"Alias"."id"`,
    where: ["true"],
    search: { columns: [sorts.address, sorts.account], text: foldForSearch(list.search) },
    orderBy: [
      { by: sorts[sort], direction },
      { by: `"Alias"."id"`, direction: "asc" },
    ],
    page,
    pageSize,
  });
  const rows = await store.db.alias.findMany({
    where: { id: { in: keys } },
    select: { ...columns, accountId: true },
  });
  const shown = rows.map(({ account, ...alias }) => ({ ...alias, account: account.address }));
  return { rows: inOrder(keys, shown, ({ id }) => id), total, page, pageSize };
}

/** By any spelling of its address. Refuses with `not-found`. */
export async function findAlias(store: Store, text: string): Promise<AliasOfAccount> {
  const row = await store.db.alias.findUnique({ where: { address: foldAddress(text) }, select: columns });
  if (row === null) throw new DomainError("not-found", `There is no alias ${text}.`);
  const { account, ...alias } = row;
  return { ...alias, account: account.address };
}
