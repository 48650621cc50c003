import type { NetConnectOpts } from "node:net";
import { readListeners } from "../listener/read.ts";
import type { ListenerView } from "../listener/schema.ts";
import { readDaemonState } from "../node/read-daemon-state.ts";
import type { Store } from "../store.ts";

/** Where the running daemon takes mail from this machine, the unix socket first; empty where no daemon runs or none listens. */
export async function findLmtp(store: Store): Promise<NetConnectOpts[]> {
  const [daemon, listeners] = await Promise.all([readDaemonState(store), readListeners(store)]);
  if (!daemon?.isAlive) return [];
  const bound = listeners.filter(
    ({ protocol, tls, facts }) =>
      protocol === "lmtp" && tls !== "implicit" && facts.some(({ state }) => state === "bound"),
  );
  const sockets = bound.flatMap(({ socketPath }) => (socketPath === null ? [] : [{ path: socketPath }]));
  return [...sockets, ...bound.flatMap(loopbackPlace)];
}

function loopbackPlace({ address, facts }: ListenerView): NetConnectOpts[] {
  const port = facts.find(({ state }) => state === "bound")?.boundPort;
  if (address === null || port === null || port === undefined) return [];
  if (address === "*" || address === "0.0.0.0") return [{ host: "127.0.0.1", port }];
  return /^127\.|^::1?$/.test(address) ? [{ host: address === "::" ? "::1" : address, port }] : [];
}
