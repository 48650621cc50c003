import type { Socket } from "node:net";
import type { Reply } from "../../session/reply.ts";

/** Octets handed to the socket at once: what a slow client makes us hold, and the step in which it shows that it moves. */
const sliceOctets = 64 * 1024;

/** The connection went away while something was being sent. */
export class ConnectionGone extends Error {
  override readonly name = "ConnectionGone";
}

/**
 * Writes replies at the client's pace. What is ready in one turn of the loop (a status and its listing, the answers to pipelined
 * commands) leaves in one system call.
 */
export class ReplyWriter {
  /** Before TLS. */
  octetsSent = 0;
  readonly #socket: Socket;
  readonly #waiting: (isWaiting: boolean) => void;
  #isCorked = false;
  #wake: (() => void) | null = null;

  /** `waiting`: told when the client takes no more for now, and when it does again. */
  constructor(socket: Socket, waiting: (isWaiting: boolean) => void) {
    this.#socket = socket;
    this.#waiting = waiting;
    socket.on("drain", () => this.wake());
  }

  /** Resolves when all parts are handed over. Throws ConnectionGone, or what making the parts threw: then the client has half of them. */
  async send({ parts, written }: Pick<Reply, "parts" | "written">): Promise<void> {
    if (parts instanceof Uint8Array) return this.#put(parts, written);
    let held: Uint8Array | null = null;
    for await (const part of parts) {
      if (held !== null) await this.#put(held);
      held = part;
    }
    await this.#put(held ?? new Uint8Array(0), written);
  }

  /** Gives the socket what was gathered, before someone else writes to it. */
  handOver(): void {
    this.#uncork();
  }

  /** To be called when the socket closes, so that nobody waits for it. */
  wake(): void {
    const wake = this.#wake;
    this.#wake = null;
    wake?.();
  }

  async #put(octets: Uint8Array, written?: () => void): Promise<void> {
    if (octets.length === 0) written?.();
    for (let at = 0; at < octets.length; at += sliceOctets) {
      if (this.#socket.destroyed) throw new ConnectionGone();
      const slice = octets.length <= sliceOctets ? octets : octets.subarray(at, at + sliceOctets);
      const isLast = at + slice.length === octets.length;
      this.octetsSent += slice.length;
      this.#cork();
      if (!this.#socket.write(slice, isLast && written ? (error) => !error && written() : undefined))
        await this.#drained();
    }
  }

  async #drained(): Promise<void> {
    this.#uncork();
    while (this.#socket.writableNeedDrain) await this.#wait();
  }

  async #wait(): Promise<void> {
    if (this.#socket.destroyed) throw new ConnectionGone();
    this.#waiting(true);
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
    });
    this.#waiting(false);
    if (this.#socket.destroyed) throw new ConnectionGone();
  }

  #cork(): void {
    if (this.#isCorked) return;
    this.#isCorked = true;
    this.#socket.cork();
    process.nextTick(() => this.#uncork());
  }

  #uncork(): void {
    if (!this.#isCorked) return;
    this.#isCorked = false;
    this.#socket.uncork();
  }
}
