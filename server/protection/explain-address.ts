import { networkAround } from "../network/around.ts";
import { parseIp } from "../network/ip-address.ts";
import { networksHolding, networkText } from "../network/network.ts";
import { readSettings } from "../setting/read.ts";
import type { Store } from "../store.ts";
import { isNetworkKnown } from "./known-network-reads.ts";

const dayMs = 24 * 60 * 60 * 1000;

/** A row that decides, or would, what becomes of a client: the one that does comes first. */
export type Finding =
  | { readonly kind: "allow" | "deny"; readonly id: number; readonly network: string; readonly until: Date | null }
  | {
      readonly kind: "block";
      readonly id: number;
      readonly network: string;
      readonly until: Date | null;
      readonly guesses: number;
    }
  | {
      readonly kind: "throttle";
      readonly network: string;
      /** Empty: whatever address the client names. */
      readonly address: string;
      readonly until: Date | null;
      readonly guesses: number;
      readonly heldBack: number;
    };

export interface Explanation {
  /** Whether a connection from there is served at all. */
  readonly isKeptOut: boolean;
  /** Whether a sign-in would be answered without a look at its password now. */
  readonly mustWait: boolean;
  /** Somebody signed in to this account from there lately; null where no account was named. */
  readonly isKnown: boolean | null;
  readonly findings: readonly Finding[];
}

/** What sign-in protection has to say of a client at this IP address, who names this account's address. Null for what is no IP address. */
export async function explainAddress(
  store: Store,
  { remoteAddress, address = "" }: { remoteAddress: string; address?: string },
): Promise<Explanation | null> {
  const networks = networksAround(remoteAddress);
  if (networks.length === 0) return null;
  const now = store.clock.now();
  const settings = await readSettings(store);
  const since = now.getTime() - settings.knownNetworkDays * dayMs;
  const own = networkAround(remoteAddress, { ipv4: settings.guesserIpv4Bits, ipv6: settings.guesserIpv6Bits });
  const [rules, blocks, throttles, isKnown] = await Promise.all([
    store.db.networkRule.findMany({
      where: { network: { in: networks }, endedAt: null, OR: [{ expiresAt: null }, { expiresAt: { gt: now } }] },
      select: { id: true, network: true, action: true, expiresAt: true },
    }),
    store.db.block.findMany({
      where: { network: { in: networks }, liftedAt: null, expiresAt: { gt: now } },
      orderBy: { expiresAt: "desc" },
      select: { id: true, network: true, guesses: true, expiresAt: true },
    }),
    store.db.throttle.findMany({
      where: { network: own, address: { in: ["", address] }, liftNumber: null },
      orderBy: { notBeforeAt: "desc" },
    }),
    address === "" ? null : store.statements.read(isNetworkKnown, { address, network: own, since }),
  ]);
  const ruling = rules
    .sort((a, b) => networks.indexOf(a.network) - networks.indexOf(b.network))
    .map(({ id, network, action, expiresAt: until }) => ({ kind: action as "allow" | "deny", id, network, until }));
  const [rule] = ruling;
  const waiting = throttles.filter((row) => row.notBeforeAt > now && !(row.address === "" && isKnown));
  const findings: Finding[] = [
    ...ruling,
    ...blocks.map(({ expiresAt: until, ...block }) => ({ kind: "block" as const, ...block, until })),
    ...throttles.map(({ network, address, guesses, heldBack, notBeforeAt }) => ({
      kind: "throttle" as const,
      network,
      address,
      guesses,
      heldBack,
      until: notBeforeAt > now ? notBeforeAt : null,
    })),
  ];
  const isAllowed = rule?.kind === "allow";
  return {
    isKeptOut: rule?.kind === "deny" || (!isAllowed && blocks.length > 0),
    mustWait: settings.throttlesGuesses && !isAllowed && waiting.length > 0,
    isKnown,
    findings,
  };
}

/** Every network around an address, the narrowest first: few enough to ask for by name. */
function networksAround(remoteAddress: string): string[] {
  const octets = parseIp(remoteAddress);
  return octets === null ? [] : networksHolding({ octets, bits: 128 }).map(networkText);
}
