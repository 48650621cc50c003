import type { Socket } from "node:net";
import type { Reply } from "../../session/reply.ts";

/** Octets handed to the socket at once: what a slow client makes us hold, and the step in which it shows that it moves. */
const sliceOctets = 64 * 1024;
/** What answers to pipelined commands may wait for one another, to leave in one system call. */
const gatheredOctets = 256 * 1024;
/** Up to here a copy in Node's pool is cheaper than the memory that a Uint8Array needs of its own to be written. */
const pooledOctets = 512;

/** The connection went away while something was being sent. */
export class ConnectionGone extends Error {
  override readonly name = "ConnectionGone";
}

/** Who is told when a client takes no more for now, and when it does again. */
export interface Stalling {
  stalled(isStalled: boolean): void;
}

/** Writes replies at the client's pace: at once where the system takes them, without a promise, else as it takes them. */
export class ReplyWriter {
  /** Before TLS. */
  octetsSent = 0;
  readonly #socket: Socket;
  readonly #owner: Stalling;
  #isCorked = false;
  #isMoreComing = false;
  #isAwaitingTurn = false;
  #wake: (() => void) | null = null;

  constructor(socket: Socket, owner: Stalling) {
    this.#socket = socket;
    this.#owner = owner;
  }

  /**
   * Null when all parts are handed over, else a promise for it. `isMoreComing`: the answer may wait for the next one of this turn,
   * so that answers to pipelined commands leave in one system call; `flush` sends them, and the last one waits for all. A short
   * answer leaves after the turn in any case. Throws or rejects with ConnectionGone, or with what making the parts threw: then the
   * client has half of them.
   */
  send({ parts, written }: Pick<Reply, "parts" | "written">, isMoreComing: boolean): Promise<void> | null {
    this.#isMoreComing = isMoreComing;
    if (isMoreComing) this.#cork();
    else if (parts instanceof Uint8Array && parts.length <= pooledOctets) this.#sendAfterTurn();
    if (Array.isArray(parts) && parts.every(isOneSlice)) return this.#sendAll(parts, written);
    return parts instanceof Uint8Array ? this.#sendSliced(parts, written) : this.#sendEach(parts, written);
  }

  /** Gives the system what was gathered; short answers with those of the other connections, after the turn. */
  flush(): void {
    if (!this.#isAwaitingTurn) this.flushNow();
  }

  flushNow(): void {
    this.#isAwaitingTurn = false;
    if (!this.#isCorked) return;
    this.#isCorked = false;
    this.#socket.uncork();
  }

  /**
   * Short answers of one turn leave together when all connections that were heard have been answered: the way to the client through
   * the system is long, and walked once for all it is warm.
   */
  #sendAfterTurn(): void {
    this.#cork();
    if (this.#isAwaitingTurn) return;
    this.#isAwaitingTurn = true;
    if (answered.push(this) === 1) setImmediate(sendAnswered);
  }

  /** To be called when the socket closes, so that nobody waits for it. */
  wake(): void {
    const wake = this.#wake;
    this.#wake = null;
    wake?.();
  }

  /** Parts that are all there leave in one system call; a small answer as one copy, which is cheaper than several pieces. */
  #sendAll(parts: readonly Uint8Array[], written?: () => void): Promise<void> | null {
    let octets = 0;
    for (const part of parts) octets += part.length;
    if (octets <= sliceOctets) return this.#put(joined(parts, octets), written) ? null : this.#drained();
    const last = parts.length - 1;
    let isTaken = true;
    this.#cork();
    for (const [index, part] of parts.entries()) isTaken = this.#put(part, index === last ? written : undefined);
    return isTaken ? null : this.#drained();
  }

  /** With a turn of the event loop between: to a client that takes all at once, a listing of many pieces would be one long block. */
  async #sendEach(parts: Exclude<Reply["parts"], Uint8Array>, written?: () => void): Promise<void> {
    let held: Uint8Array | null = null;
    for await (const part of parts) {
      if (held !== null) {
        await this.#sendSliced(held);
        await new Promise(setImmediate);
      }
      held = part;
    }
    await this.#sendSliced(held ?? new Uint8Array(0), written);
  }

  #sendSliced(octets: Uint8Array, written?: () => void): Promise<void> | null {
    let rest = octets;
    while (rest.length > sliceOctets) {
      const isTaken = this.#put(rest.subarray(0, sliceOctets));
      const pending = isTaken ? null : this.#drained();
      rest = rest.subarray(sliceOctets);
      if (pending !== null) return this.#sendLater(pending, rest, written);
    }
    if (rest.length === 0) written?.();
    return rest.length === 0 || this.#put(rest, written) ? null : this.#drained();
  }

  async #sendLater(pending: Promise<void>, octets: Uint8Array, written?: () => void): Promise<void> {
    await pending;
    await this.#sendSliced(octets, written);
  }

  /** False where the system did not take all of it at once and enough is held already. */
  #put(octets: Uint8Array, written?: () => void): boolean {
    const socket = this.#socket;
    if (socket.destroyed) throw new ConnectionGone();
    this.octetsSent += octets.length;
    const chunk = octets.length <= pooledOctets ? Buffer.from(octets) : octets;
    const isBelowMark = socket.write(chunk, written && ((error) => !error && written()));
    // A large piece is over the mark even where it has left already.
    return isBelowMark || socket.writableLength === 0 || this.#mayGather;
  }

  get #mayGather(): boolean {
    return this.#isMoreComing && this.#isCorked && this.#socket.writableLength < gatheredOctets;
  }

  #drained(): Promise<void> | null {
    this.flushNow();
    return this.#socket.writableLength === 0 ? null : this.#wait();
  }

  async #wait(): Promise<void> {
    const socket = this.#socket;
    const wake = () => this.wake();
    this.#owner.stalled(true);
    socket.on("drain", wake);
    while (socket.writableNeedDrain && !socket.destroyed) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    socket.off("drain", wake);
    this.#owner.stalled(false);
    if (socket.destroyed) throw new ConnectionGone();
  }

  #cork(): void {
    if (this.#isCorked) return;
    this.#isCorked = true;
    this.#socket.cork();
  }
}

/** Who has a short answer to be sent after this turn. A writer that has flushed meanwhile has nothing more to send then. */
let answered: ReplyWriter[] = [];

function sendAnswered(): void {
  const writers = answered;
  answered = [];
  for (const writer of writers) writer.flushNow();
}

function joined(parts: readonly Uint8Array[], octets: number): Buffer {
  const whole = Buffer.allocUnsafe(octets);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function isOneSlice(octets: Uint8Array): boolean {
  return octets.length <= sliceOctets;
}
