import type { Socket } from "node:net";
import type { Clock } from "#server/clock.ts";
import { networksCheck } from "#server/network/networks.ts";
import type { PlannedListener } from "../channel.ts";
import type { ConnectionLimits } from "../limits.ts";
import type { Deadlines } from "./deadlines.ts";
import { ProxyGate } from "./proxy-gate.ts";
import type { Remote } from "./remote.ts";
import type { Repeated } from "./repeated.ts";

export interface ProxyListenerOptions {
  readonly deadlines: Deadlines;
  readonly limits: () => ConnectionLimits;
  readonly clock: Clock;
  readonly refusals: Repeated;
}

/** The connections of one listener whose PROXY header is awaited, from networks that may send one. */
export class ProxyListener {
  readonly #options: ProxyListenerOptions;
  readonly #onClient: (socket: Socket, client: Remote) => void;
  readonly #waiting = new Set<ProxyGate>();
  #trusted = { networks: "", has: (_: string) => false };

  /** `onClient` gets each connection whose header is there, with the client it names. */
  constructor(options: ProxyListenerOptions, onClient: (socket: Socket, client: Remote) => void) {
    this.#options = options;
    this.#onClient = onClient;
  }

  accept(socket: Socket, peer: Remote, { name, trustedNetworks }: PlannedListener): void {
    const { deadlines, limits, clock } = this.#options;
    if (!this.#isTrusted(peer.address, trustedNetworks)) {
      socket.destroy();
      return void this.#refused(peer, name, "its address is in none of the trusted networks");
    }
    if (this.#waiting.size >= limits().maxConnections) {
      socket.destroy();
      return void this.#refused(peer, name, "too many connections wait for their PROXY header");
    }
    const gate: ProxyGate = new ProxyGate({
      socket,
      peer,
      deadlines,
      deadlineMs: clock.monotonicMs() + limits().handshakeMs,
      onOver: (client) => {
        this.#waiting.delete(gate);
        if ("refused" in client) this.#refused(peer, name, client.refused);
        else this.#onClient(socket, client);
      },
    });
    this.#waiting.add(gate);
  }

  /** Nothing more is accepted: who has not said whom it brings is let go. */
  close(): void {
    for (const gate of this.#waiting) gate.refuse("the listener closes");
  }

  #isTrusted(address: string, networks: string): boolean {
    if (this.#trusted.networks !== networks) this.#trusted = { networks, has: networksCheck(networks) };
    return this.#trusted.has(address);
  }

  #refused({ address }: Remote, listener: string, reason: string): void {
    const facts = { event: "proxy-refused", remoteIp: address, listener, reason } as const;
    this.#options.refusals.warn(`proxy ${address} ${reason}`, facts, "connection refused: not from a trusted proxy");
  }
}
