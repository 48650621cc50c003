import type { Socket } from "node:net";
import type { TLSSocket } from "node:tls";
import type { Reply } from "../../session/reply.ts";
import { ReplyWriter, type Stalling } from "./reply-writer.ts";
import type { Shown } from "./shown-certificates.ts";
import { startTls } from "./tls.ts";

/** Who is told what happens to a client's socket. */
export interface SocketListener extends Stalling {
  heard(octets: Uint8Array): void;
  /** The client's side is closed; ours is open. */
  heardAll(): void;
  /** Nothing is left of it. Called once. */
  closed(): void;
}

const owner = Symbol("client socket");
type Owned = Socket & { [owner]: ClientSocket };

/** The socket of a client as it is now, in the clear or inside TLS. */
export class ClientSocket {
  readonly #listener: SocketListener;
  #socket: Socket;
  #writer: ReplyWriter;
  #octetsSentBefore = 0;
  #isClosed = false;

  /** `socket` was accepted; what a proxy's header left in it is heard as well. */
  constructor(socket: Socket, listener: SocketListener) {
    this.#listener = listener;
    this.#socket = socket;
    this.#writer = this.#attach(socket);
  }

  /** Before TLS. */
  get octetsSent(): number {
    return this.#octetsSentBefore + this.#writer.octetsSent;
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** See ReplyWriter. */
  send(reply: Reply, isMoreComing: boolean): Promise<void> | null {
    return this.#writer.send(reply, isMoreComing);
  }

  flush(): void {
    this.#writer.flush();
  }

  flushNow(): void {
    this.#writer.flushNow();
  }

  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    if (this.#socket.isPaused()) this.#socket.resume();
  }

  /** Hears no more, and drops what has arrived already. */
  deafen(): void {
    this.#socket.off("data", onData);
    this.#socket.pause();
    while (this.#socket.read() !== null);
  }

  /** Resolves after the handshake; rejects with what the client did wrong. */
  async secure(shown: Shown): Promise<TLSSocket> {
    this.#socket.off("data", onData);
    this.#socket.off("end", onEnd);
    const secured = await startTls(this.#socket, shown);
    this.#octetsSentBefore += this.#writer.octetsSent;
    this.#socket = secured;
    this.#writer = this.#attach(secured);
    // It may have gone between the handshake and now, and nobody would say so again.
    if (secured.destroyed) this.wasClosed();
    return secured;
  }

  destroy(): void {
    this.#socket.destroy();
  }

  /**
   * Sends what is still to be sent, close_notify inside TLS, then the end. With `isLingering` the client has a moment to close its
   * side: closing beneath octets it still sends would take the last answer from it.
   */
  end(isLingering: boolean): void {
    if (isLingering) this.#socket.end();
    else this.#socket.destroySoon();
    this.#socket.resume();
  }

  get listener(): SocketListener {
    return this.#listener;
  }

  /** The socket closed, or the one beneath it did. */
  wasClosed(): void {
    this.#writer.wake();
    if (this.#isClosed || !this.#socket.destroyed) return;
    this.#isClosed = true;
    this.#listener.closed();
  }

  #attach(socket: Socket): ReplyWriter {
    (socket as Owned)[owner] = this;
    socket.on("data", onData).on("end", onEnd).on("close", onClose);
    // What goes wrong with a socket ends it, and "close" follows.
    socket.on("error", ignore);
    return new ReplyWriter(socket, this.#listener);
  }
}

// The same functions for all sockets, so that thousands of connections hold no closures of their own.
function onData(this: Socket, octets: Uint8Array): void {
  (this as Owned)[owner].listener.heard(octets);
}

function onEnd(this: Socket): void {
  (this as Owned)[owner].listener.heardAll();
}

function onClose(this: Socket): void {
  (this as Owned)[owner].wasClosed();
}

function ignore(): void {}
