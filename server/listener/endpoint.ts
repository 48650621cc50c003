import type { Tx } from "../db.ts";
import { DomainError } from "../errors.ts";
import type { Protocol, TlsMode } from "./schema.ts";

/** Where a listener listens: address and port, or the path of a unix socket. */
export interface Endpoint {
  readonly address: string | null;
  readonly port: number | null;
  readonly socketPath: string | null;
}

/**
 * Refuses with `already-exists` what another listener has already; "*" has every address of its port. Call it in the
 * transaction after growGeneration, which lets one change of listeners at a time come so far.
 */
export async function assertEndpointFree(tx: Tx, endpoint: Endpoint, ownId?: number): Promise<void> {
  const { address, port, socketPath } = endpoint;
  // Port 0 is chosen by the system.
  if (port === 0) return;
  const addresses = address === "*" ? undefined : { in: [address ?? "", "*"] };
  const other = await tx.listener.findFirst({
    where: { id: { not: ownId }, ...(socketPath === null ? { port, address: addresses } : { socketPath }) },
    select: { name: true, address: true, port: true },
  });
  if (!other) return;
  const sentence =
    socketPath === null
      ? `The listener "${other.name}" has port ${other.port} on ${spoken(other.address)} already.`
      : `The listener "${other.name}" has this socket already.`;
  throw new DomainError("already-exists", sentence, socketPath === null ? "port" : "socketPath");
}

/**
 * LMTP starts in the clear (RFC 2033) and never leaves the machine by a socket; the web begins with TLS or does without; POP3
 * knows all three (RFC 2595, RFC 8314).
 */
export function assertTlsFits(listener: { protocol: Protocol; socketPath: string | null; tls: TlsMode }): void {
  if (listener.protocol === "pop3" || listener.tls === "none") return;
  if (listener.protocol === "web") {
    if (listener.tls === "implicit") return;
    throw new DomainError("invalid", "The web has no STARTTLS: choose TLS from the first octet, or none.", "tls");
  }
  if (listener.socketPath !== null) throw new DomainError("invalid", "A unix socket needs no TLS: choose none.", "tls");
  if (listener.tls === "implicit") {
    throw new DomainError("invalid", "LMTP has no port that begins with TLS: choose STARTTLS, or none.", "tls");
  }
}

/** Old programs collect mail; a mail server that is as old would have other troubles. Without TLS there is nothing to allow. */
export function assertLegacyTlsFits(listener: { protocol: Protocol; tls: TlsMode; allowsLegacyTls?: boolean }): void {
  if (!listener.allowsLegacyTls || (listener.protocol === "pop3" && listener.tls !== "none")) return;
  throw new DomainError("invalid", "Old TLS is for POP3 listeners that speak TLS.", "allowsLegacyTls");
}

/** A proxy comes by TCP, and from networks that are named: whoever may send a header may claim to be anyone. */
export function assertProxyFits(listener: {
  socketPath?: string | null;
  proxyProtocol?: boolean;
  trustedNetworks?: string;
}): void {
  if (!listener.proxyProtocol) return;
  if (listener.socketPath) {
    throw new DomainError("invalid", "A proxy does not come by a unix socket: choose TCP.", "proxyProtocol");
  }
  if (!listener.trustedNetworks) {
    throw new DomainError(
      "invalid",
      "Name the networks your proxies are in, such as 10.0.0.0/8: nobody else may say whom a connection is from.",
      "trustedNetworks",
    );
  }
}

function spoken(address: string | null): string {
  return address === "*" ? "all addresses" : String(address);
}
