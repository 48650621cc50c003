import { isIPv4, type Socket } from "node:net";

/** Where a client comes from. Kept, for a socket forgets it when it closes. */
export interface Remote {
  /** IPv4-mapped IPv6 unwrapped; empty on a unix socket. */
  readonly address: string;
  readonly port: number;
  readonly localPort: number;
  readonly isLoopback: boolean;
}

const mapped = "::ffff:";

/** `localPort`: the one that was listened on, 0 for a unix socket; to ask the accepted socket would cost a system call. */
export function remoteOf(socket: Socket, localPort: number): Remote {
  const { remoteAddress = "", remotePort = 0 } = socket;
  const address = plainAddress(remoteAddress);
  // A client that left at once has no address, and counts as a stranger.
  return { address, port: remotePort, localPort, isLoopback: localPort === 0 || isLoopback(address) };
}

function plainAddress(address: string): string {
  const inner = address.startsWith(mapped) ? address.slice(mapped.length) : "";
  return isIPv4(inner) ? inner : address;
}

function isLoopback(address: string): boolean {
  return address === "::1" || (isIPv4(address) && address.startsWith("127."));
}
