import type { Socket } from "node:net";
import { isMalformed } from "../../protocol/malformed.ts";
import { ProxyHeaderReader } from "../../protocol/proxy-header.ts";
import type { Deadlines, Timed } from "./deadlines.ts";
import type { Remote } from "./remote.ts";

export interface ProxyGateOptions {
  readonly socket: Socket;
  /** The proxy. */
  readonly peer: Remote;
  readonly deadlines: Deadlines;
  /** By the clock of `deadlines`. */
  readonly deadlineMs: number;
  /**
   * Called once. With the client behind the proxy: the socket is paused, and holds what came behind the header for whoever reads it
   * next. With a reason: the connection is destroyed.
   */
  readonly onOver: (client: Remote | { readonly refused: string }) => void;
}

/** A connection whose PROXY header has yet to come, in any number of pieces. */
export class ProxyGate implements Timed {
  readonly deadlineMs: number;
  readonly #options: ProxyGateOptions;
  readonly #reader = new ProxyHeaderReader();

  constructor(options: ProxyGateOptions) {
    this.#options = options;
    this.deadlineMs = options.deadlineMs;
    options.deadlines.add(this);
    options.socket.on("data", this.#heard).on("end", this.#left).on("close", this.#left).on("error", ignore);
  }

  deadlinePassed(): void {
    this.refuse("its PROXY header did not come in time");
  }

  /** Ends the wait and the connection. */
  refuse(reason: string): void {
    this.#over();
    this.#options.socket.destroy();
    this.#options.onOver({ refused: reason });
  }

  readonly #heard = (octets: Uint8Array): void => {
    const read = this.#reader.push(octets);
    if (read === null) return;
    if (isMalformed(read)) return void this.refuse(`its PROXY header cannot be used: ${read.malformed}`);
    const { socket, peer, onOver } = this.#options;
    this.#over();
    socket.pause();
    if (read.rest.length > 0) socket.unshift(read.rest);
    // Whoever a proxy speaks for came over a network, even where the proxy itself is on this machine.
    const { address, port } = read.header.client ?? peer;
    onOver({ address, port, localPort: peer.localPort, isLoopback: false });
  };

  readonly #left = (): void => this.refuse("it left before its PROXY header was whole");

  #over(): void {
    const { socket, deadlines } = this.#options;
    deadlines.remove(this);
    socket.off("data", this.#heard).off("end", this.#left).off("close", this.#left).off("error", ignore);
    socket.on("error", ignore);
  }
}

function ignore(): void {}
