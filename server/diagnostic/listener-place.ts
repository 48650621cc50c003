import type { ListenerView } from "../listener/schema.ts";
import type { ListenerPlace } from "./try-listener.ts";

/** Where a client on this machine finds a listener that is bound; null where it is not, or where only a proxy or a browser is let in. */
export function listenerPlace(listener: ListenerView, hostname: string): ListenerPlace | null {
  const fact = listener.facts.find(({ state }) => state === "bound");
  if (fact === undefined || listener.proxyProtocol) return null;
  const { protocol, socketPath, address, tls } = listener;
  if (protocol === "web") return null;
  const serverName = tls === "implicit" ? hostname : undefined;
  if (socketPath !== null) return { place: { path: socketPath }, protocol, serverName };
  const port = fact.boundPort ?? listener.port;
  if (port === null) return null;
  return { place: { host: reachable(address), port }, protocol, serverName };
}

function reachable(address: string | null): string {
  if (address === null || address === "*" || address === "0.0.0.0") return "127.0.0.1";
  return address === "::" ? "::1" : address;
}
