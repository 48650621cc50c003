import { DomainError } from "../errors.ts";
import type { Store } from "../store.ts";
import { foldAddress } from "./address.ts";
import type { AliasRow } from "./schema.ts";

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

/** By any spelling of its address. Refuses with `not-found`. */
export async function findAlias(store: Store, text: string): Promise<AliasOfAccount> {
  const row = await store.db.alias.findUnique({ where: { address: foldAddress(text) }, select: columns });
  if (row === null) throw new DomainError("not-found", `There is no alias ${text}.`);
  const { account, ...alias } = row;
  return { ...alias, account: account.address };
}
