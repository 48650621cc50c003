import { signInAddress } from "#server/credential/sign-in-address.ts";
import { networksCheck } from "#server/network/networks.ts";
import type { Settings } from "#server/setting/schema.ts";
import type { Peer } from "../../session/backend.ts";
import { type CleartextPolicy, plainCleartext } from "../../session/policy.ts";
import type { PlannedException, PlannedListener } from "../channel.ts";

type Listening = Pick<PlannedListener, "id" | "cleartextSignIn" | "cleartextNetworks">;

/** Who may sign in on a listener without TLS: its own rule, and exceptions until they end. In memory: no sign-in asks the database. */
export function cleartextPolicyOf(
  { id, cleartextSignIn, cleartextNetworks }: Listening,
  exceptions: readonly PlannedException[],
  settings: Pick<Settings, "defaultDomain">,
): CleartextPolicy {
  if (cleartextSignIn === "always") return plainCleartext.always;
  const own = cleartextSignIn === "networks" ? fromNetworks(cleartextNetworks) : plainCleartext.never.allowsFrom;
  const here = exceptions.filter(({ listenerId }) => listenerId === null || listenerId === id);
  if (here.length === 0) return { ...plainCleartext.never, allowsFrom: own };
  const networks = here.flatMap(({ network, endsAtMs }) =>
    network === null ? [] : [{ holds: fromNetworks(network), endsAtMs }],
  );
  const accounts = new Map<string, number>();
  for (const { address, endsAtMs } of here) {
    if (address !== null) accounts.set(address, Math.max(endsAtMs, accounts.get(address) ?? 0));
  }
  const lastEndMs = Math.max(0, ...accounts.values());
  return {
    allowsFrom: (peer, now) => own(peer) || networks.some(({ holds, endsAtMs }) => now < endsAtMs && holds(peer)),
    allowsSomebody: (now) => now < lastEndMs,
    allowsName: (name, now) => now < lastEndMs && now < (accounts.get(signInAddress(name, settings)) ?? 0),
  };
}

/** Nobody who came through a proxy is on this machine, whatever its header claims. */
function fromNetworks(networks: string): (peer: Peer) => boolean {
  const holds = networksCheck(networks);
  const all = networks.split(",");
  const hasLoopback = all.includes("127.0.0.0/8") && all.includes("::1/128");
  return ({ remoteAddress, isLoopback }) => {
    if (isLoopback && hasLoopback) return true;
    if (!isLoopback && (remoteAddress === "::1" || /^127\.\d/.test(remoteAddress))) return false;
    return holds(remoteAddress);
  };
}
