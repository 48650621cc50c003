import type { ListenerWish } from "#server/listener/schema.ts";

/** Where a listener is to be reached. */
export type Endpoint =
  | { readonly kind: "tcp"; readonly address: string; readonly port: number }
  | { readonly kind: "unix"; readonly path: string };

export function endpointOf({ address, port, socketPath }: ListenerWish): Endpoint {
  return socketPath !== null
    ? { kind: "unix", path: socketPath }
    : { kind: "tcp", address: address ?? "*", port: port ?? 0 };
}

/** The same text for the same place. */
/** As people write it: "0.0.0.0:110", "[::]:995", or the path of a socket. */
export function endpointText(endpoint: Endpoint): string {
  if (endpoint.kind === "unix") return endpoint.path;
  const { address, port } = endpoint;
  return address.includes(":") ? `[${address}]:${port}` : `${address}:${port}`;
}

export function endpointKey(endpoint: Endpoint): string {
  return endpoint.kind === "unix" ? endpoint.path : `${endpoint.address} ${endpoint.port}`;
}
