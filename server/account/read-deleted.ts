import { inOrder, readList } from "../database/read-list.ts";
import { DomainError } from "../errors.ts";
import type { Page } from "../input/schema.ts";
import { readSettings } from "../setting/read.ts";
import type { Store } from "../store.ts";
import { foldAddress } from "./address.ts";
import { restorableUntil } from "./deleted-until.ts";
import { readDeletedWith } from "./deleted-with.ts";
import type { DeletedAccountList, DeletedAccountRow } from "./schema.ts";
import { foldForSearch } from "./search-text.ts";

/** Accounts that can be restored, the one deleted last first unless asked otherwise. */
export async function readDeletedAccounts(store: Store, list: DeletedAccountList): Promise<Page<DeletedAccountRow>> {
  const { page, pageSize, sort, direction } = list;
  const { keys, total } = await readList<number>(store, {
    from: `"Account"`,
    key: `"id"`,
    where: [`"deletedAt" IS NOT NULL`, `NOT "isPurged"`],
    search: { columns: [`"searchText"`], text: foldForSearch(list.search) },
    orderBy: [
      { by: sort === "address" ? `"searchText"` : `"${sort}"`, direction },
      { by: `"id"`, direction: "asc" },
    ],
    page,
    pageSize,
  });
  const { deletedAccountDays } = await readSettings(store);
  const rows = await store.db.account.findMany({
    where: { id: { in: keys } },
    select: { id: true, displayName: true, deletedAt: true, deletedWith: true, messageCount: true, octets: true },
  });
  const shown = rows.flatMap(({ deletedAt, deletedWith, octets, ...row }) => {
    const had = readDeletedWith(deletedWith);
    if (!deletedAt || !had) return [];
    const until = restorableUntil(deletedAt, deletedAccountDays);
    return [{ ...row, ...had, deletedAt, octets: Number(octets), restorableUntil: until }];
  });
  return { rows: inOrder(keys, shown, ({ id }) => id), total, page, pageSize };
}

/** How many accounts can be restored. */
export function countDeletedAccounts({ db }: Pick<Store, "db">): Promise<number> {
  return db.account.count({ where: { deletedAt: { not: null }, isPurged: false } });
}

/** By the address it had; of several the one deleted last. Refuses with `not-found`. */
export async function findDeletedAccount(store: Store, text: string): Promise<{ id: number; address: string }> {
  const address = foldAddress(text.trim());
  const rows = await store.db.account.findMany({
    where: { deletedAt: { not: null }, isPurged: false, address: { endsWith: `:${address}` } },
    orderBy: { deletedAt: "desc" },
    select: { id: true, address: true },
  });
  // As a pattern the address may have matched more than was meant.
  const found = rows.find((row) => row.address === `deleted:${row.id}:${address}`);
  if (found) return { id: found.id, address };
  throw new DomainError("not-found", `There is no deleted account ${text}. See: popdesk account deleted`);
}
