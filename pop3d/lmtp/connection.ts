import { once } from "node:events";
import type { Socket } from "node:net";
import { LineReader } from "../protocol/line-reader.ts";
import { join } from "./answer.ts";
import type { LmtpBackend } from "./backend.ts";
import { defaultLmtpLimits, type LmtpLimits } from "./limits.ts";
import type { DeliveryFact } from "./reception.ts";
import { type LmtpReply, LmtpSession } from "./session.ts";

export interface LmtpConnectionOptions {
  /** Accepted, not yet read from. */
  readonly socket: Socket;
  /** Named in Received lines and logs. */
  readonly id: string;
  /** Asked at each use, so that the setting is hot. */
  readonly hostname: () => string;
  readonly backend: LmtpBackend;
  readonly limits?: LmtpLimits;
  /** Makes the server's side of a handshake on a socket, asked at each use; null where STARTTLS is not offered. */
  readonly startTls?: () => ((socket: Socket) => Promise<Socket>) | null;
  /** Records a bug's error and gives back the incident number that the client is told. */
  readonly onIncident: (error: unknown) => string;
  /** What became of a message for one recipient, or of a recipient; for the log. */
  readonly onDelivery?: (fact: DeliveryFact) => void;
  /** Called once, when the socket is closed and nothing of an unfinished message is left. */
  readonly onEnd: () => void;
}

/** How long a client may take to close its side after we closed ours. */
const lingerMs = 5_000;

/** One socket that speaks LMTP. Octets are read only as fast as they are answered or stored. */
export class LmtpConnection {
  #socket: Socket;
  #isTls = false;
  readonly #session: LmtpSession;
  readonly #limits: LmtpLimits;
  readonly #lines = new LineReader();
  readonly #idle: NodeJS.Timeout;
  /** The server's turn: time passing now is not the client's idleness. */
  #isWorking = false;
  #isEnding = false;

  constructor(private readonly options: LmtpConnectionOptions) {
    const { socket, id, hostname, backend, limits = defaultLmtpLimits, onIncident, onDelivery, onEnd } = options;
    this.#socket = socket;
    this.#limits = limits;
    this.#session = new LmtpSession({
      id,
      remoteAddress: socket.remoteAddress?.replace(/^::ffff:(?=\d+\.)/i, "") ?? null,
      isTls: () => this.#isTls,
      mayStartTls: () => !this.#isTls && this.#startTls() !== null,
      hostname,
      backend,
      limits,
      onIncident,
      onDelivery,
    });
    this.#idle = setTimeout(() => this.#timeOut(), limits.idleMs);
    tend(socket);
    this.#serve()
      .catch((error: unknown) => {
        if (!this.#socket.destroyed) onIncident(error);
        this.#socket.destroy();
      })
      .then(() => this.#session.end())
      .finally(() => {
        clearTimeout(this.#idle);
        onEnd();
      });
  }

  /** The server stops: 421 at once where the client is awaited, else after the answers under way. Idempotent. */
  end(): void {
    if (this.#isEnding) return;
    this.#isEnding = true;
    if (!this.#isWorking) this.#close(this.#stopping());
  }

  /** Resolves when the socket is closed. */
  async #serve(): Promise<void> {
    await this.#write(this.#session.greeting());
    while ((await this.#converse()) === "start-tls") {
      const secured = await this.#secure();
      if (secured === null) return void this.#socket.destroy();
      this.#socket = secured;
      this.#isTls = true;
      this.#session.tlsStarted();
    }
    const { closed } = this.#socket;
    this.#close();
    if (!closed) await once(this.#socket, "close");
  }

  /** Answers until the client is done, or until what it sends is to be TLS. */
  async #converse(): Promise<"done" | "start-tls"> {
    for await (const octets of this.#socket.iterator({ destroyOnReturn: false })) {
      if (this.#socket.writableEnded) continue; // our last word is said; what still comes is dropped
      this.#lines.push(octets as Uint8Array);
      if ((await this.#answerAll()) === "start-tls") return "start-tls";
    }
    return "done";
  }

  /** Null where the client did not make it. What it sent in the clear behind STARTTLS is dropped (RFC 3207 §4.2). */
  async #secure(): Promise<Socket | null> {
    const startTls = this.#startTls();
    this.#socket.pause();
    while (this.#socket.read() !== null);
    this.#lines.clear();
    this.#idle.refresh();
    try {
      const secured = (await startTls?.(this.#socket)) ?? null;
      if (secured !== null) tend(secured);
      return secured;
    } catch {
      return null;
    }
  }

  #startTls(): ((socket: Socket) => Promise<Socket>) | null {
    return this.options.startTls?.() ?? null;
  }

  /** Obeys what is held. Answers to pipelined commands leave together (RFC 2920). */
  async #answerAll(): Promise<LmtpReply["afterwards"]> {
    const replies: Uint8Array[] = [];
    let afterwards: LmtpReply["afterwards"] = "continue";
    this.#isWorking = true;
    while (afterwards === "continue" && !this.#isEnding) {
      const reply = this.#session.isReceiving ? await this.#takeData() : await this.#takeLine();
      if (reply === null) break;
      replies.push(reply.octets);
      afterwards = reply.afterwards;
    }
    this.#isWorking = false;
    if (afterwards === "close") this.#close(join(replies));
    else if (this.#isEnding) this.#close(join([...replies, this.#stopping()]));
    else if (replies.length > 0) await this.#write(join(replies));
    return afterwards;
  }

  async #takeLine(): Promise<LmtpReply | null> {
    const line = this.#lines.next(this.#limits.maxLineOctets);
    if (line === null) return null;
    this.#idle.refresh();
    return line === "too-long" ? this.#session.handleTooLongLine() : await this.#session.handleLine(line);
  }

  async #takeData(): Promise<LmtpReply | null> {
    const octets = this.#lines.takeRest();
    if (octets.length === 0) return null;
    this.#idle.refresh();
    const { used, reply } = await this.#session.handleData(octets, new Date());
    this.#lines.push(octets.subarray(used));
    return reply;
  }

  /** Waits where the client reads more slowly than it is answered. */
  async #write(octets: Uint8Array): Promise<void> {
    const socket = this.#socket;
    if (socket.destroyed || socket.writableEnded || socket.write(octets)) return;
    await new Promise<void>((resolve) => {
      const goOn = () => {
        socket.off("drain", goOn).off("close", goOn);
        resolve();
      };
      socket.on("drain", goOn).on("close", goOn);
    });
  }

  #timeOut(): void {
    if (this.#isWorking) this.#idle.refresh();
    else this.#close(this.#session.farewell("4.4.2", "heard nothing for too long, closing"));
  }

  #stopping(): Uint8Array {
    return this.#session.farewell("4.3.2", "is stopping; try again in a moment");
  }

  #close(lastWords?: Uint8Array): void {
    const socket = this.#socket;
    if (socket.destroyed || socket.writableEnded) return;
    const linger = setTimeout(() => socket.destroy(), lingerMs);
    socket.once("close", () => clearTimeout(linger));
    if (lastWords === undefined) socket.end();
    else socket.end(lastWords);
    socket.resume();
  }
}

function tend(socket: Socket): void {
  socket.allowHalfOpen = true; // a client may close its side and still wait for its answers; we close ours
  socket.on("error", () => {}); // "close" follows, and is all that matters
}
