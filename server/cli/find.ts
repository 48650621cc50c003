import { realpath } from "node:fs/promises";
import { resolve } from "node:path";
import { foldAddress } from "../account/address.ts";
import { readAccountByAddress } from "../account/read.ts";
import { readDomainNames } from "../domain/read.ts";
import { DomainError } from "../errors.ts";
import { readListeners } from "../listener/read.ts";
import type { ListenerView } from "../listener/schema.ts";
import type { Store } from "../store.ts";
import { readWatchedMaildirs } from "../watched-maildir/read.ts";
import type { WatchedMaildirView } from "../watched-maildir/schema.ts";

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

/** By its path, as it was added or as "popdesk maildir list" shows it: what a link led to may be gone by now. */
export async function findWatchedMaildir(store: Store, path: string): Promise<WatchedMaildirView> {
  const paths = [resolve(path), await realpath(path).catch(() => null)];
  const found = (await readWatchedMaildirs(store)).find((each) => paths.includes(each.path));
  if (found !== undefined) return found;
  throw new DomainError("not-found", `${path} is not watched. See: popdesk maildir list`);
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
