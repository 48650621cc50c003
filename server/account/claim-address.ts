import type { Tx } from "../db.ts";
import { DomainError } from "../errors.ts";
import type { Address } from "./address.ts";

/** The domain an address belongs to. Refuses with `invalid` where it is not one of ours. */
export async function domainIdOf(tx: Tx, { domain, address }: Address): Promise<number> {
  const row = await tx.domain.findUnique({ where: { name: domain }, select: { id: true } });
  if (row) return row.id;
  throw new DomainError(
    "invalid",
    `${address} cannot be created: ${domain} is not a domain of this server. Add the domain first.`,
    "address",
  );
}

/**
 * Claims an address among accounts and aliases alike. Each table's unique constraint keeps two of a kind apart; the turn on the domain's row
 * keeps an account and an alias of one name apart. In the transaction, before the row is made.
 */
export async function claimAddress(tx: Tx, domainId: number, { address }: Address): Promise<void> {
  await tx.domain.update({ where: { id: domainId }, data: { id: domainId }, select: { id: true } });
  const [account, alias] = [
    await tx.account.findUnique({ where: { address }, select: { id: true } }),
    await tx.alias.findUnique({ where: { address }, select: { account: { select: { address: true } } } }),
  ];
  if (account) throw taken(`There is an account ${address} already.`);
  if (alias) throw taken(`${address} is already an alias of ${alias.account.address}.`);
}

function taken(sentence: string): DomainError {
  return new DomainError("already-exists", sentence, "address");
}
