import type { ListenerView } from "../listener/schema.ts";
import { networksCheck } from "../network/networks.ts";
import type { ListenerPlace } from "./try-listener.ts";

/**
 * Where a client on this machine finds a listener that is bound; null where it is not, where only a browser is let in, or only proxies in
 * networks that this machine is not in.
 */
export function listenerPlace(listener: ListenerView, hostname: string): ListenerPlace | null {
  const fact = listener.facts.find(({ state }) => state === "bound");
  if (fact === undefined) return null;
  const { protocol, socketPath, address, tls, proxyProtocol, trustedNetworks } = listener;
  if (protocol === "web") return null;
  const serverName = tls === "implicit" ? hostname : undefined;
  if (socketPath !== null) return { place: { path: socketPath }, protocol, serverName };
  const port = fact.boundPort ?? listener.port;
  if (port === null) return null;
  const host = reachable(address);
  // A connection to an address of this machine comes from that address.
  if (proxyProtocol && !networksCheck(trustedNetworks)(host)) return null;
  return { place: { host, port, isBehindProxy: proxyProtocol }, protocol, serverName };
}

function reachable(address: string | null): string {
  if (address === null || address === "*" || address === "0.0.0.0") return "127.0.0.1";
  return address === "::" ? "::1" : address;
}
