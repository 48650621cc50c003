import { forUpdate, jsonRows } from "../database/json-rows.ts";
import type { Engine } from "../database/url.ts";
import type { Tx } from "../db.ts";
import { DomainError } from "../errors.ts";
import type { Address } from "./address.ts";

/** Gives an address's domain's id, or refuses it; of the addresses that were claimed. */
export type Claims = (address: Address) => number;

/**
 * Claims an address among accounts and aliases alike, in the transaction and before the row is made; gives its domain's
 * id. Each table's unique constraint keeps two of a kind apart; the turn on the domain's row keeps an account and an
 * alias of one name apart. Refuses a domain that is not ours with `invalid`, a taken address with `already-exists`.
 */
export async function claimAddress(tx: Tx, address: Address): Promise<number> {
  await tx.domain.updateMany({ where: { name: address.domain }, data: { name: address.domain } });
  return (await readTaken(tx, [address]))(address);
}

/** The same for several at once: each is refused, or not, when it is asked for. */
export async function claimAddresses(tx: Tx, engine: Engine, addresses: readonly Address[]): Promise<Claims> {
  const names = [...new Set(addresses.map(({ domain }) => domain))];
  // One order for all who take several turns.
  await tx.$queryRawUnsafe(
    `SELECT "id" FROM "Domain" WHERE "name" IN (SELECT r.value->>0 FROM ${jsonRows[engine]}) ORDER BY "name" ${forUpdate[engine]}`,
    JSON.stringify(names.map((name) => [name])),
  );
  return readTaken(tx, addresses);
}

/** After the turns: what is read here stays so, for whoever makes another of these waits. */
async function readTaken(tx: Tx, addresses: readonly Address[]): Promise<Claims> {
  const names = [...new Set(addresses.map(({ domain }) => domain))];
  const isAsked = { address: { in: addresses.map(({ address }) => address) } };
  const domains = await tx.domain.findMany({ where: { name: { in: names } }, select: { id: true, name: true } });
  const accounts = await tx.account.findMany({ where: isAsked, select: { address: true } });
  const aliases = await tx.alias.findMany({
    where: isAsked,
    select: { address: true, account: { select: { address: true } } },
  });
  const idOf = new Map(domains.map(({ id, name }) => [name, id]));
  const existing = new Set(accounts.map(({ address }) => address));
  const aliasOf = new Map(aliases.map(({ address, account }) => [address, account.address]));
  return ({ address, domain }) => {
    const id = idOf.get(domain);
    if (id === undefined) {
      throw new DomainError(
        "invalid",
        `${address} cannot be created: ${domain} is not a domain of this server. Add the domain first.`,
        "address",
      );
    }
    if (existing.has(address)) throw taken(`There is an account ${address} already.`);
    const owner = aliasOf.get(address);
    if (owner !== undefined) throw taken(`${address} is already an alias of ${owner}.`);
    return id;
  };
}

function taken(sentence: string): DomainError {
  return new DomainError("already-exists", sentence, "address");
}
