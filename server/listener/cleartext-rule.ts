import { signInAddress } from "../credential/sign-in-address.ts";
import { networksCheck } from "../network/networks.ts";
import type { Settings } from "../setting/schema.ts";
import type { ListenerWish } from "./schema.ts";

type Listening = Pick<ListenerWish, "id" | "cleartextSignIn" | "cleartextNetworks">;

/** Where a client comes from. */
export interface CleartextClient {
  /** IPv4-mapped IPv6 already unwrapped. */
  readonly remoteAddress: string;
  readonly isLoopback: boolean;
}

/** What is allowed in spite of a listener's rule, until it ends. */
export interface CleartextException {
  /** Null: every listener. */
  readonly listenerId: number | null;
  readonly network: string | null;
  readonly address: string | null;
  /** Milliseconds since 1970. */
  readonly endsAtMs: number;
}

/** `now` in milliseconds since 1970. */
export interface CleartextRule {
  /** Whether a client that comes from there may, whoever it is. */
  allowsFrom(client: CleartextClient, now: number): boolean;
  /** Whether somebody in particular may, from anywhere; who, `allowsName` tells. */
  allowsSomebody(now: number): boolean;
  /** Whether who signs in by this name may, from anywhere. */
  allowsName(name: string, now: number): boolean;
}

const toNobody = { allowsSomebody: () => false, allowsName: () => false };

/** Who may sign in on a listener without TLS: its own rule, and exceptions until they end. In memory: no sign-in asks the database. */
export function cleartextRuleOf(
  { id, cleartextSignIn, cleartextNetworks }: Listening,
  exceptions: readonly CleartextException[],
  settings: Pick<Settings, "defaultDomain">,
): CleartextRule {
  if (cleartextSignIn === "always") return { ...toNobody, allowsFrom: () => true };
  const own = cleartextSignIn === "networks" ? fromNetworks(cleartextNetworks) : () => false;
  const here = exceptions.filter(({ listenerId }) => listenerId === null || listenerId === id);
  if (here.length === 0) return { ...toNobody, allowsFrom: own };
  const networks = here.flatMap(({ network, endsAtMs }) =>
    network === null ? [] : [{ holds: fromNetworks(network), endsAtMs }],
  );
  const accounts = new Map<string, number>();
  for (const { address, endsAtMs } of here) {
    if (address !== null) accounts.set(address, Math.max(endsAtMs, accounts.get(address) ?? 0));
  }
  const lastEndMs = Math.max(0, ...accounts.values());
  return {
    allowsFrom: (client, now) => own(client) || networks.some(({ holds, endsAtMs }) => now < endsAtMs && holds(client)),
    allowsSomebody: (now) => now < lastEndMs,
    allowsName: (name, now) => now < lastEndMs && now < (accounts.get(signInAddress(name, settings)) ?? 0),
  };
}

/** Nobody who came through a proxy is on this machine, whatever its header claims. */
function fromNetworks(networks: string): (client: CleartextClient) => boolean {
  const holds = networksCheck(networks);
  const all = networks.split(",");
  const hasLoopback = all.includes("127.0.0.0/8") && all.includes("::1/128");
  return ({ remoteAddress, isLoopback }) => {
    if (isLoopback && hasLoopback) return true;
    if (!isLoopback && (remoteAddress === "::1" || /^127\.\d/.test(remoteAddress))) return false;
    return holds(remoteAddress);
  };
}
