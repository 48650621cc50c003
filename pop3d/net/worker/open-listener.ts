import { createServer, type Server, type Socket } from "node:net";
import type { Clock } from "#server/clock.ts";
import type { EndReason } from "#server/session/schema.ts";
import type { PlannedListener } from "../channel.ts";
import type { ConnectionLimits } from "../limits.ts";
import { acceptCheaply } from "./accept-cheaply.ts";
import type { Admission, LimitHit } from "./admission.ts";
import type { Deadlines } from "./deadlines.ts";
import type { OpenFiles } from "./open-files.ts";
import { ProxyListener } from "./proxy-listener.ts";
import type { WorkerProtection } from "./protection.ts";
import { type Remote, remoteOf } from "./remote.ts";
import type { Repeated } from "./repeated.ts";

/** A connection being served. */
export interface Live {
  /** In the clear, and not signed in. */
  readonly isExposed: boolean;
  /** Resolves when it holds nothing any more. `by`: the person who wants it so, where it is one. */
  end(reason: EndReason, by?: string): Promise<void>;
  /** Ends it this instant. */
  cut(): void;
}

/** How a protocol takes the connections of one listener. */
export interface Serving {
  /** `listener.left` is called once, when the socket is closed. */
  serve(socket: Socket, remote: Remote): Live;
  /** Tells a client, where it can be told, that there are too many, or `why` else. */
  turnAway(socket: Socket, why?: string): void;
}

export interface OpenListenerOptions {
  readonly serving: (listener: OpenListener) => Serving;
  readonly admission: Admission;
  readonly files: OpenFiles;
  readonly deadlines: Deadlines;
  readonly limits: () => ConnectionLimits;
  readonly clock: Clock;
  readonly refusals: Repeated;
  readonly protection: Pick<WorkerProtection, "refusal" | "turnedAway">;
  /** It accepts nothing any more, and its last connection is gone. */
  readonly onDrained: (listener: OpenListener) => void;
}

/** How long clients that are turned away have to read why, and how many may do so at a time; the others are cut. */
const turnedAwayMs = 2_000;
const mostTurnedAway = { "open-files": 16, other: 256 };

/** A listener as this worker sees it: the socket it accepts on, if any, and the connections that came through it. */
export class OpenListener {
  planned: PlannedListener;
  readonly #options: OpenListenerOptions;
  readonly #serving: Serving;
  readonly #live = new Set<Live>();
  readonly #proxies: ProxyListener;
  #server: Server | null = null;
  #binding: number | null = null;
  #turnedAwayCount = 0;

  constructor(planned: PlannedListener, options: OpenListenerOptions) {
    this.planned = planned;
    this.#options = options;
    this.#serving = options.serving(this);
    this.#proxies = new ProxyListener(options, (socket, remote) => this.#admit(socket, remote));
  }

  get live(): Iterable<Live> {
    return this.#live;
  }

  get isDraining(): boolean {
    return this.#server === null && this.#live.size > 0;
  }

  /** Obeys a plan. `handleOf` gives a bound socket by its number. Gives the error code where it could not listen. */
  async obey(planned: PlannedListener, handleOf: (binding: number) => unknown): Promise<string | null> {
    this.planned = planned;
    if (planned.tls === "implicit") this.end("stopped", (live) => live.isExposed);
    if (planned.binding !== this.#binding) this.close();
    if (planned.binding !== null && this.#server === null)
      return this.#listen(planned.binding, handleOf(planned.binding));
    if (planned.binding === null && planned.closing === "cut") this.end("stopped");
    return null;
  }

  /** Accepts nothing more; what is inside stays. */
  close(): void {
    this.#server?.close();
    this.#server = null;
    this.#binding = null;
    this.#proxies.close();
  }

  /** Gives how many were meant, when they hold nothing any more. */
  async end(reason: EndReason, isMeant: (live: Live) => boolean = () => true, by?: string): Promise<number> {
    const meant = [...this.#live].filter(isMeant);
    await Promise.all(meant.map((live) => live.end(reason, by)));
    return meant.length;
  }

  cut(): void {
    for (const live of this.#live) live.cut();
  }

  /** A connection is over. */
  left(live: Live, remote: Remote): void {
    this.#options.admission.leave(this.planned.protocol, remote);
    this.#live.delete(live);
    if (this.#server === null && this.#live.size === 0) this.#options.onDrained(this);
  }

  #listen(binding: number, handle: unknown): Promise<string | null> {
    if (handle === undefined) return Promise.resolve("EBADF");
    const server = createServer({ allowHalfOpen: true });
    this.#server = server;
    this.#binding = binding;
    return new Promise((resolve) => {
      server.once("listening", () => {
        const place = server.address();
        const localPort = place !== null && typeof place === "object" ? place.port : 0;
        server.on("connection", (socket) => this.#accept(socket, localPort));
        acceptCheaply(server);
        resolve(null);
      });
      server.on("error", (error: NodeJS.ErrnoException) => {
        // Accepting fails when open files run out; the next connection may fit again.
        if (server.listening) {
          const facts = { event: "accept-failed", code: error.code ?? null, listener: this.planned.name } as const;
          this.#options.refusals.warn(`accept ${error.code}`, facts, "a connection could not be accepted");
        } else {
          this.close();
          resolve(error.code ?? "UNKNOWN");
        }
      });
      server.listen(handle);
    });
  }

  #accept(socket: Socket, localPort: number): void {
    const remote = remoteOf(socket, localPort);
    if (this.planned.proxyProtocol) this.#proxies.accept(socket, remote, this.planned);
    else this.#admit(socket, remote);
  }

  #admit(socket: Socket, remote: Remote): void {
    const { admission, files, protection } = this.#options;
    // Whoever brings mail is no guesser, and comes by a network that must not fall silent.
    const why = this.planned.protocol === "pop3" ? protection.refusal(remote.address) : null;
    if (why !== null) return void this.#keepOut(socket, remote, why);
    const limit = files.isShort(socket) ? "open-files" : admission.enter(this.planned.protocol, remote);
    if (limit !== null) return void this.#turnAway(socket, remote, limit);
    this.#live.add(this.#serving.serve(socket, remote));
  }

  /** Before TLS, and before anything is made for it. */
  #keepOut(socket: Socket, { address }: Remote, why: string): void {
    const facts = { event: "kept-out", remoteIp: address, listener: this.planned.name } as const;
    this.#options.refusals.warn("kept-out", facts, "connection refused: its network is kept out");
    this.#letGo(socket, mostTurnedAway.other, why);
  }

  #turnAway(socket: Socket, { address, isLoopback }: Remote, limit: LimitHit | "open-files"): void {
    const place = { remoteAddress: address, isLoopback, tlsVersion: null, listenerId: this.planned.id };
    if (this.planned.protocol === "pop3") this.#options.protection.turnedAway(limit, place);
    const openFiles = limit === "open-files" ? { openFiles: this.#options.files.limit } : {};
    const facts = {
      event: "limit",
      reason: limit,
      remoteIp: address,
      listener: this.planned.name,
      ...openFiles,
    } as const;
    // Each address that has too many is told of; what fills the whole is one event.
    const kind = limit === "connections-per-address" ? `${limit} ${address}` : limit;
    this.#options.refusals.warn(kind, facts, "connection refused: too many");
    this.#letGo(socket, mostTurnedAway[limit === "open-files" ? limit : "other"]);
  }

  /** With a sentence, while no more than `most` are having theirs. */
  #letGo(socket: Socket, most: number, why?: string): void {
    socket.on("error", () => {});
    if (this.#turnedAwayCount >= most) return void socket.destroy();
    this.#turnedAwayCount += 1;
    socket.once("close", () => {
      this.#turnedAwayCount -= 1;
    });
    this.#serving.turnAway(socket, why);
    socket.resume();
    setTimeout(() => socket.destroy(), turnedAwayMs).unref();
  }
}
