import { type Network, networkText, overlap, parseNetwork } from "../network/network.ts";
import { readSettings } from "../setting/read.ts";
import type { Settings } from "../setting/schema.ts";
import type { Store } from "../store.ts";
import { freeOf, guessPolicyOf } from "./guess-policy.ts";
import { isNetworkAnybodys } from "./known-network-reads.ts";
import { isOwnMachine, networkIn } from "./own-machine.ts";
import type { BlockEffect, ThrottleEffect } from "./schema.ts";

const dayMs = 24 * 60 * 60 * 1000;
const hourMs = 60 * 60 * 1000;
/** As many groups are looked at, those with the most refusals first: the others decide nothing. */
const mostGroups = 20_000;
const mostExamples = 3;
const accountsAtOnce = 500;
/** Looked up before others have their turn. */
const networksAtOnce = 50;

type IsKnownThere = (place: { readonly accountId: number | null; readonly network: string }) => boolean;

/** What is left of the settings that are asked about is as it is in force. */
export async function readThrottleEffect(store: Store, asked: Partial<Settings>): Promise<ThrottleEffect> {
  const inForce = await readSettings(store);
  const groups = await store.db.signInFailure.groupBy({
    by: ["hourAt", "network", "accountId", "address"],
    where: {
      lastAt: { gte: new Date(store.clock.now().getTime() - dayMs) },
      reason: { in: ["wrong-password", "unknown-account", "throttled"] },
      network: { not: "" },
    },
    _sum: { count: true },
    orderBy: { _sum: { count: "desc" } },
    take: mostGroups,
  });
  const isKnown = await knownPlaces(
    store,
    groups.map(({ accountId }) => accountId),
    asked.knownNetworkDays ?? inForce.knownNetworkDays,
  );
  const tries = groups.map((group) => ({
    hour: group.hourAt.getTime(),
    network: group.network,
    count: group._sum.count ?? 0,
    isKnown: isKnown(group),
  }));
  const wanted = { ...inForce, ...asked };
  const waiting = guessersOf(tries, wanted);
  return {
    waiting: waiting.length,
    waitingNow: guessersOf(tries, inForce).length,
    known: waiting.filter(({ isKnown }) => isKnown).length,
    networks: networksOf(tries, wanted),
    networksNow: networksOf(tries, inForce),
  };
}

interface Tries {
  readonly hour: number;
  readonly network: string;
  /** At one account, within the hour. */
  readonly count: number;
  readonly isKnown: boolean;
}

function guessersOf(tries: readonly Tries[], settings: Settings): readonly Tries[] {
  if (!settings.throttlesGuesses) return [];
  const policy = guessPolicyOf(settings);
  return tries.filter(({ count, isKnown }) => count > freeOf(policy, { isKnown, isAttacked: false }));
}

/** Those from where too much was guessed at all accounts together. */
function networksOf(tries: readonly Tries[], { throttlesGuesses, freeGuessesPerNetwork }: Settings): number {
  const sums = new Map<string, number>();
  for (const { hour, network, count } of throttlesGuesses ? tries : []) {
    const key = `${hour} ${network}`;
    sums.set(key, (sums.get(key) ?? 0) + count);
  }
  const over = [...sums].filter(([, sum]) => sum > freeGuessesPerNetwork);
  return new Set(over.map(([key]) => key.slice(key.indexOf(" ")))).size;
}

/** Counted by the hour, so a shorter time to count within is taken for an hour. */
export async function readBlockEffect(store: Store, asked: Partial<Settings>): Promise<BlockEffect> {
  const inForce = await readSettings(store);
  const groups = await store.db.signInFailure.groupBy({
    by: ["hourAt", "remoteAddress"],
    where: { lastAt: { gte: new Date(store.clock.now().getTime() - dayMs) }, remoteAddress: { not: "" } },
    _sum: { count: true },
    orderBy: { _sum: { count: "desc" } },
    take: mostGroups,
  });
  const refusals = groups.flatMap(({ hourAt, remoteAddress, _sum }) =>
    isOwnMachine(networkIn(remoteAddress))
      ? []
      : [{ hour: hourAt.getTime() / hourMs, remoteAddress, count: _sum.count ?? 0 }],
  );
  const wanted = { ...inForce, ...asked };
  const reached = keptOut(refusals, wanted);
  const known = await knownNetworks(store, [...reached.keys()], wanted.knownNetworkDays);
  const networks = [...reached].filter(([network]) => !known.has(network)).sort(([, a], [, b]) => b - a);
  const before = keptOut(refusals, inForce);
  const knownBefore = await knownNetworks(store, [...before.keys()], inForce.knownNetworkDays);
  return {
    networks: networks.length,
    networksNow: [...before.keys()].filter((network) => !knownBefore.has(network)).length,
    spared: reached.size - networks.length,
    examples: networks.slice(0, mostExamples).map(([network, refused]) => ({ network, refused })),
  };
}

interface Refusals {
  /** Since the epoch. */
  readonly hour: number;
  readonly remoteAddress: string;
  readonly count: number;
}

/** The most refusals of a network within the time that is counted, where they are enough. */
function keptOut(refusals: readonly Refusals[], settings: Settings): Map<string, number> {
  const { blocksGuessers, blockAfterRefusals, blockWithinMinutes } = settings;
  const byNetwork = new Map<string, Map<number, number>>();
  for (const { hour, remoteAddress, count } of blocksGuessers ? refusals : []) {
    const network = networkOf(remoteAddress, settings);
    const hours = byNetwork.get(network) ?? new Map<number, number>();
    hours.set(hour, (hours.get(hour) ?? 0) + count);
    byNetwork.set(network, hours);
  }
  const span = Math.max(1, Math.round(blockWithinMinutes / 60));
  const reached = new Map<string, number>();
  for (const [network, hours] of byNetwork) {
    const within = (from: number) =>
      [...hours].reduce((sum, [at, count]) => (at >= from && at < from + span ? sum + count : sum), 0);
    const most = Math.max(...[...hours.keys()].map(within));
    if (most >= blockAfterRefusals) reached.set(network, most);
  }
  return reached;
}

function networkOf(address: string, { guesserIpv4Bits, guesserIpv6Bits }: Settings): string {
  const network = parseNetwork(`${address}/${address.includes(":") ? guesserIpv6Bits : guesserIpv4Bits}`);
  return network === null ? address : networkText(network);
}

/** Of these networks: from where somebody signed in rightly, to whichever account. */
async function knownNetworks(store: Store, networks: readonly string[], days: number): Promise<ReadonlySet<string>> {
  const since = store.clock.now().getTime() - days * dayMs;
  const known = new Set<string>();
  for (const [index, network] of networks.entries()) {
    if (await store.statements.read(isNetworkAnybodys, { network, since })) known.add(network);
    if (index % networksAtOnce === 0) await new Promise(setImmediate);
  }
  return known;
}

/** Where each of these accounts was signed in to rightly, read together. */
async function knownPlaces(store: Store, accountIds: readonly (number | null)[], days: number): Promise<IsKnownThere> {
  const lastAt = { gte: new Date(store.clock.now().getTime() - days * dayMs) };
  const places = new Map<number, Network[]>();
  const ids = [...new Set(accountIds)].filter((id) => id !== null);
  for (let from = 0; from < ids.length; from += accountsAtOnce) {
    const rows = await store.db.knownNetwork.findMany({
      where: { accountId: { in: ids.slice(from, from + accountsAtOnce) }, lastAt },
      select: { accountId: true, network: true },
    });
    for (const { accountId, network } of rows) {
      const parsed = parseNetwork(network);
      if (parsed !== null) places.set(accountId, [...(places.get(accountId) ?? []), parsed]);
    }
    await new Promise(setImmediate);
  }
  return ({ accountId, network }) => {
    const known = accountId === null ? undefined : places.get(accountId);
    const parsed = known && parseNetwork(network);
    return parsed ? known.some((place) => overlap(place, parsed)) : false;
  };
}
