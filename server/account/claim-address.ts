import type { Tx } from "../db.ts";
import { DomainError } from "../errors.ts";
import type { Address } from "./address.ts";

/**
 * Claims an address among accounts and aliases alike, in the transaction and before the row is made; gives its domain's
 * id. Each table's unique constraint keeps two of a kind apart; the turn on the domain's row keeps an account and an
 * alias of one name apart. Refuses a domain that is not ours with `invalid`, a taken address with `already-exists`.
 */
export async function claimAddress(tx: Tx, { address, domain }: Address): Promise<number> {
  const { count } = await tx.domain.updateMany({ where: { name: domain }, data: { name: domain } });
  if (count === 0) {
    throw new DomainError(
      "invalid",
      `${address} cannot be created: ${domain} is not a domain of this server. Add the domain first.`,
      "address",
    );
  }
  const account = await tx.account.findUnique({ where: { address }, select: { id: true } });
  if (account) throw taken(`There is an account ${address} already.`);
  const alias = await tx.alias.findUnique({
    where: { address },
    select: { account: { select: { address: true } } },
  });
  if (alias) throw taken(`${address} is already an alias of ${alias.account.address}.`);
  const { id } = await tx.domain.findUniqueOrThrow({ where: { name: domain }, select: { id: true } });
  return id;
}

function taken(sentence: string): DomainError {
  return new DomainError("already-exists", sentence, "address");
}
