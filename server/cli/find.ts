import { foldAddress } from "../account/address.ts";
import { readAccountByAddress } from "../account/read.ts";
import { readDomainNames } from "../domain/read.ts";
import { DomainError } from "../errors.ts";
import { readListeners } from "../listener/read.ts";
import type { ListenerView } from "../listener/schema.ts";
import type { Store } from "../store.ts";

/** People name things, verbs want ids. Each refuses with `not-found`, and says what there is where that is short. */

export async function findAccount(store: Store, address: string): Promise<{ id: number; address: string }> {
  const account = await readAccountByAddress(store, foldAddress(address.trim()));
  if (account === null) throw new DomainError("not-found", `There is no account ${address}. See: popdesk account list`);
  return account;
}

export async function findDomain(store: Store, name: string): Promise<{ id: number; name: string }> {
  const folded = foldAddress(`@${name.trim()}`).slice(1);
  const domain = (await readDomainNames(store)).find((each) => each.name === folded);
  if (domain === undefined) throw new DomainError("not-found", `There is no domain ${name}. See: popdesk domain list`);
  return domain;
}

/** By name, in any case. */
export async function findListener(store: Store, name: string): Promise<ListenerView> {
  const listeners = await readListeners(store);
  const found = listeners.find((each) => each.name.toLowerCase() === name.trim().toLowerCase());
  if (found !== undefined) return found;
  const names = listeners.map((each) => `"${each.name}"`).join(", ");
  throw new DomainError(
    "not-found",
    `There is no listener "${name}". There ${names === "" ? "is none" : `are ${names}`}.`,
  );
}
