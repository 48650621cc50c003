import type { TLSSocket } from "node:tls";
import type { ChannelBindingType, Peer } from "../../session/backend.ts";
import { channelBindingOf } from "./channel-binding.ts";
import type { Remote } from "./remote.ts";

/** The client as the session is told of it. One in the clear, and another after the handshake. */
export class ConnectionPeer implements Peer {
  readonly remoteAddress: string;
  readonly isLoopback: boolean;
  readonly tlsVersion: string | null;
  readonly listenerId: number;
  /** The client asked for POP3 by name in the TLS handshake (RFC 7301). */
  readonly isAlpn: boolean;
  /** Of the session whose client it is. */
  readonly sessionId: string;
  readonly #secured: TLSSocket | null;

  constructor(sessionId: string, { address, isLoopback }: Remote, listenerId: number, secured: TLSSocket | null) {
    this.sessionId = sessionId;
    this.remoteAddress = address;
    this.isLoopback = isLoopback;
    this.listenerId = listenerId;
    this.tlsVersion = secured?.getProtocol() ?? null;
    this.isAlpn = secured !== null && secured.alpnProtocol === "pop3";
    this.#secured = secured;
  }

  channelBinding(type: ChannelBindingType): Uint8Array | null {
    return this.#secured === null ? null : channelBindingOf(this.#secured, type);
  }
}
