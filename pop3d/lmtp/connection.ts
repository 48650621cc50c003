import type { Socket } from "node:net";
import { TLSSocket } from "node:tls";
import { LineReader } from "../protocol/line-reader.ts";
import { join } from "./answer.ts";
import type { LmtpBackend } from "./backend.ts";
import { defaultLmtpLimits, type LmtpLimits } from "./limits.ts";
import type { DeliveryFact } from "./reception.ts";
import { type LmtpReply, LmtpSession } from "./session.ts";

export interface LmtpConnectionOptions {
  /** Accepted, not yet read from. */
  readonly socket: Socket;
  /** Of the client behind a proxy, where one came first; absent: the socket's own. */
  readonly remoteAddress?: string;
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
/** Taken in while something is being answered or stored. */
const maxHeldOctets = 64 * 1024;

/** One socket that speaks LMTP. Octets are read only as fast as they are answered or stored. */
export class LmtpConnection {
  #socket: Socket;
  readonly #session: LmtpSession;
  readonly #limits: LmtpLimits;
  readonly #lines = new LineReader();
  readonly #idle: NodeJS.Timeout;
  /** The server's turn: time passing now is not the client's idleness. */
  #isWorking = false;
  /** Resolves when the turn is over. */
  #work: Promise<void>;
  /** Something was heard that nobody has looked at. */
  #hasNews = false;
  /** The client has closed its side; it still gets its answers. */
  #isInputOver = false;
  #isEnding = false;
  #isClosed = false;
  #isSecuring = false;
  #tls: string | null = null;

  constructor(private readonly options: LmtpConnectionOptions) {
    const { socket, id, hostname, backend, limits = defaultLmtpLimits, onIncident, onDelivery } = options;
    this.#socket = socket;
    this.#limits = limits;
    this.#session = new LmtpSession({
      id,
      remoteAddress: options.remoteAddress ?? socket.remoteAddress?.replace(/^::ffff:(?=\d+\.)/i, "") ?? null,
      tls: () => this.#tls,
      mayStartTls: () => this.#tls === null && this.#startTls() !== null,
      hostname,
      backend,
      limits,
      onIncident,
      onDelivery,
    });
    this.#idle = setTimeout(() => this.#timeOut(), limits.idleMs);
    this.#attach(socket);
    this.#work = this.#write(this.#session.greeting()) ?? Promise.resolve();
  }

  /** The server stops: 421 at once where the client is awaited, else after the answers under way. Idempotent. */
  end(): void {
    if (this.#isEnding) return;
    this.#isEnding = true;
    if (this.#isSecuring) this.#socket.destroy();
    else if (!this.#isWorking) this.#close(this.#stopping());
  }

  #attach(socket: Socket): void {
    socket.allowHalfOpen = true; // a client may close its side and still wait for its answers; we close ours
    socket.on("data", this.#heard);
    socket.on("end", this.#heardAll);
    socket.on("close", this.#closed);
    socket.on("error", ignore); // "close" follows, and is all that matters
  }

  readonly #heard = (octets: Uint8Array): void => {
    if (this.#socket.writableEnded) return; // our last word is said; what still comes is dropped
    this.#lines.push(octets);
    this.#hasNews = true;
    if (!this.#isWorking) this.#work = this.#converse();
    else if (this.#lines.bufferedOctets > maxHeldOctets) this.#socket.pause();
  };

  readonly #heardAll = (): void => {
    this.#isInputOver = true;
    if (!this.#isWorking) this.#close();
  };

  readonly #closed = (): void => {
    if (this.#isClosed || !this.#socket.destroyed) return;
    this.#isClosed = true;
    clearTimeout(this.#idle);
    void this.#work.then(() => this.#session.end()).finally(this.options.onEnd);
  };

  /** Answers what is held, then listens again. Never rejects. */
  async #converse(): Promise<void> {
    this.#isWorking = true;
    try {
      do {
        this.#hasNews = false;
        if ((await this.#answerAll()) === "start-tls") await this.#secure();
      } while (this.#hasNews && !this.#socket.writableEnded);
    } catch (error) {
      if (!this.#socket.destroyed) this.options.onIncident(error);
      this.#socket.destroy();
    }
    this.#isWorking = false;
    if (this.#isEnding) this.#close(this.#stopping());
    else if (this.#isInputOver) this.#close();
    else this.#socket.resume();
  }

  /** Obeys what is held. Answers to pipelined commands leave together (RFC 2920). */
  async #answerAll(): Promise<LmtpReply["afterwards"]> {
    const replies: Uint8Array[] = [];
    let afterwards: LmtpReply["afterwards"] = "continue";
    while (afterwards === "continue" && !this.#isEnding) {
      const step = this.#session.isReceiving ? this.#takeData() : this.#takeLine();
      const reply = step instanceof Promise ? await step : step;
      if (reply === null) break;
      replies.push(reply.octets);
      afterwards = reply.afterwards;
    }
    if (afterwards === "close") this.#close(join(replies));
    else if (this.#isEnding) this.#close(join([...replies, this.#stopping()]));
    else if (replies.length > 0) await this.#write(join(replies));
    return afterwards;
  }

  #takeLine(): LmtpReply | null | Promise<LmtpReply> {
    const line = this.#lines.next(this.#limits.maxLineOctets);
    if (line === null) return null;
    this.#idle.refresh();
    if (line === "too-long") return this.#session.handleTooLongLine();
    return this.#lines.endedInLfAlone ? this.#session.handleLfAlone() : this.#session.handleLine(line);
  }

  #takeData(): LmtpReply | null | Promise<LmtpReply | null> {
    const octets = this.#lines.takeRest();
    if (octets.length === 0) return null;
    this.#idle.refresh();
    const data = this.#session.handleData(octets, new Date());
    const goOn = ({ used, reply }: Awaited<typeof data>) => {
      this.#lines.putBack(octets.subarray(used));
      return reply;
    };
    return data instanceof Promise ? data.then(goOn) : goOn(data);
  }

  /** What the client sent in the clear behind STARTTLS is dropped (RFC 3207 §4.2). */
  async #secure(): Promise<void> {
    const plain = this.#socket;
    plain.off("data", this.#heard).off("end", this.#heardAll);
    plain.pause();
    while (plain.read() !== null);
    this.#lines.clear();
    this.#isSecuring = true;
    this.#idle.refresh();
    let secured: Socket | null = null;
    try {
      secured = (await this.#startTls()?.(plain)) ?? null;
    } catch {
      // The client did not make it, and knows why.
    }
    this.#isSecuring = false;
    if (secured === null) return void plain.destroy();
    this.#socket = secured;
    this.#tls =
      secured instanceof TLSSocket ? `${secured.getProtocol()} with cipher ${secured.getCipher().name}` : "TLS";
    this.#attach(secured);
    this.#session.tlsStarted();
    // It may have gone between the handshake and now, and nobody would say so again.
    if (secured.destroyed) this.#closed();
  }

  #startTls(): ((socket: Socket) => Promise<Socket>) | null {
    return this.options.startTls?.() ?? null;
  }

  /** Waits where the client reads more slowly than it is answered. */
  #write(octets: Uint8Array): Promise<void> | undefined {
    const socket = this.#socket;
    if (socket.destroyed || socket.writableEnded || socket.write(octets)) return;
    return new Promise<void>((resolve) => {
      const goOn = () => {
        socket.off("drain", goOn).off("close", goOn);
        resolve();
      };
      socket.on("drain", goOn).on("close", goOn);
    });
  }

  #timeOut(): void {
    if (this.#isSecuring) this.#socket.destroy();
    else if (this.#isWorking && !this.#socket.writableNeedDrain) this.#idle.refresh();
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

function ignore(): void {}
