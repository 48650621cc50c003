import { networkText, parseNetwork } from "../network/network.ts";
import { readSettings } from "../setting/read.ts";
import type { Settings } from "../setting/schema.ts";
import type { Store } from "../store.ts";
import { freeOf, guessPolicyOf } from "./guess-policy.ts";
import { isOwnMachine, networkIn } from "./own-machine.ts";
import type { BlockEffect, ThrottleEffect } from "./schema.ts";

const dayMs = 24 * 60 * 60 * 1000;
const hourMs = 60 * 60 * 1000;
/** As many groups are looked at, those with the most refusals first: the others decide nothing. */
const mostGroups = 20_000;
const mostExamples = 3;

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
  const known = await knownPlaces(
    store,
    groups.map(({ network }) => network),
    asked.knownNetworkDays ?? inForce.knownNetworkDays,
  );
  const wait = (settings: Settings) =>
    settings.throttlesGuesses
      ? groups.filter(({ network, accountId, _sum }) => {
          const isKnown = known.has(`${accountId} ${network}`);
          return (_sum.count ?? 0) > freeOf(guessPolicyOf(settings), { isKnown, isAttacked: false });
        })
      : [];
  const waiting = wait({ ...inForce, ...asked });
  return {
    waiting: waiting.length,
    waitingNow: wait(inForce).length,
    known: waiting.filter(({ network, accountId }) => known.has(`${accountId} ${network}`)).length,
  };
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

async function knownNetworks(store: Store, networks: string[], days: number): Promise<ReadonlySet<string>> {
  const rows = await known(store, networks, days);
  return new Set(rows.map(({ network }) => network));
}

/** "account network". */
async function knownPlaces(store: Store, networks: readonly string[], days: number): Promise<ReadonlySet<string>> {
  const rows = await known(store, [...new Set(networks)], days);
  return new Set(rows.map(({ accountId, network }) => `${accountId} ${network}`));
}

const networksAtOnce = 1_000;

async function known(store: Store, networks: string[], days: number) {
  const lastAt = { gte: new Date(store.clock.now().getTime() - days * dayMs) };
  const rows: { accountId: number; network: string }[] = [];
  for (let from = 0; from < networks.length; from += networksAtOnce) {
    const network = { in: networks.slice(from, from + networksAtOnce) };
    const select = { accountId: true, network: true };
    rows.push(...(await store.db.knownNetwork.findMany({ where: { network, lastAt }, select })));
  }
  return rows;
}
