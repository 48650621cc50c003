import { overlap, parseNetwork } from "../network/network.ts";
import { readSettings } from "../setting/read.ts";
import type { Store } from "../store.ts";
import { accountGone } from "./living-account.ts";
import type { NetworksEffect } from "./schema.ts";

const dayMs = 24 * 60 * 60 * 1000;
const mostAccounts = 20_000;
const accountsAtOnce = 500;
const mostExamples = 3;

export interface AskedNetworks {
  /** Whose list: a domain's (for accounts that name none themselves) or an account's own. */
  readonly of: { readonly domainId: number } | { readonly accountId: number };
  /** CIDR, a comma between; empty: everywhere. */
  readonly networks: string;
}

/**
 * Who signed in lately from somewhere that these networks leave out, by the networks the sign-in protection knows. One of those that
 * merely overlaps counts as inside: nobody is named who may be right.
 */
export async function readNetworksEffect(store: Store, { of, networks }: AskedNetworks): Promise<NetworksEffect> {
  const { knownNetworkDays: days } = await readSettings(store);
  const since = new Date(store.clock.now().getTime() - days * dayMs);
  const accounts = await store.db.account.findMany({
    where:
      "accountId" in of
        ? { id: of.accountId, deletedAt: null }
        : { domainId: of.domainId, deletedAt: null, allowedNetworks: "" },
    take: mostAccounts + 1,
    select: { id: true },
  });
  const isEverywhere = networks === "";
  const effect = { days, isEverywhere, accountCount: accounts.length, isComplete: accounts.length <= mostAccounts };
  if (isEverywhere) return { ...effect, outsideCount: 0, examples: [] };
  const isInside = insideTest(networks);
  const outside = new Map<number, string>();
  for (let from = 0; from < Math.min(accounts.length, mostAccounts); from += accountsAtOnce) {
    const known = await store.db.knownNetwork.findMany({
      where: {
        accountId: { in: accounts.slice(from, from + accountsAtOnce).map(({ id }) => id) },
        lastAt: { gte: since },
      },
      select: { accountId: true, network: true },
    });
    for (const { accountId, network } of known) if (!isInside(network)) outside.set(accountId, network);
    await new Promise(setImmediate);
  }
  return { ...effect, outsideCount: outside.size, examples: await examplesOf(store, outside) };
}

export interface AskedAccess {
  readonly id: number;
  readonly allowedNetworks?: string;
}

/** The same for an account's own list; where that is empty the domain's counts. Refuses with `not-found`. */
export async function readAccessEffect(
  store: Store,
  { id, allowedNetworks = "" }: AskedAccess,
): Promise<NetworksEffect> {
  const account = await store.db.account.findUnique({
    where: { id, deletedAt: null },
    select: { domain: { select: { allowedNetworks: true } } },
  });
  if (account === null) throw accountGone();
  return readNetworksEffect(store, {
    of: { accountId: id },
    networks: allowedNetworks || account.domain.allowedNetworks,
  });
}

/** Remembers what it has said: most accounts of a domain come from a few networks. */
function insideTest(networks: string): (network: string) => boolean {
  const allowed = networks.split(",").flatMap((text) => parseNetwork(text) ?? []);
  const said = new Map<string, boolean>();
  return (network) => {
    const before = said.get(network);
    if (before !== undefined) return before;
    const parsed = parseNetwork(network);
    const isInside = parsed === null || allowed.some((each) => overlap(each, parsed));
    said.set(network, isInside);
    return isInside;
  };
}

async function examplesOf({ db }: Store, outside: ReadonlyMap<number, string>): Promise<NetworksEffect["examples"]> {
  const named = [...outside].slice(0, mostExamples);
  const rows = await db.account.findMany({
    where: { id: { in: named.map(([id]) => id) } },
    orderBy: { address: "asc" },
    select: { id: true, address: true },
  });
  return rows.map(({ id, address }) => ({ accountId: id, address, network: outside.get(id) ?? "" }));
}
