import { createServer, type Server, type Socket } from "node:net";
import type { Logger } from "#server/log.ts";
import type { EndReason } from "#server/session/schema.ts";
import type { PlannedListener } from "../channel.ts";
import type { Admission } from "./admission.ts";
import { type Remote, remoteOf } from "./remote.ts";

/** A connection being served. */
export interface Live {
  /** In the clear, and not signed in. */
  readonly isExposed: boolean;
  /** Resolves when it holds nothing any more. */
  end(reason: EndReason): Promise<void>;
  /** Ends it this instant. */
  cut(): void;
}

/** How a protocol takes an accepted connection. `over` is called once, when its socket is closed. */
export interface Serving {
  /** The protocol's own limit on its connections; null where it shares that of all clients, which strangers can exhaust. */
  readonly hasRoom: (() => boolean) | null;
  serve(socket: Socket, remote: Remote, listener: OpenListener, over: () => void): Live;
  /** Tells a client, where it can be told, that there are too many. */
  turnAway(socket: Socket, listener: OpenListener): void;
}

export interface OpenListenerOptions {
  readonly serving: Serving;
  readonly admission: Admission;
  readonly log: Logger;
  /** It accepts nothing any more, and its last connection is gone. */
  readonly onDrained: (listener: OpenListener) => void;
}

const keepAliveMs = 60_000;
const turnedAwayMs = 2_000;

/** A listener as this worker sees it: the socket it accepts on, if any, and the connections that came through it. */
export class OpenListener {
  planned: PlannedListener;
  readonly #options: OpenListenerOptions;
  readonly #live = new Set<Live>();
  #server: Server | null = null;
  #binding: number | null = null;

  constructor(planned: PlannedListener, options: OpenListenerOptions) {
    this.planned = planned;
    this.#options = options;
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
  }

  end(reason: EndReason, isMeant: (live: Live) => boolean = () => true): Promise<unknown> {
    return Promise.all([...this.#live].filter(isMeant).map((live) => live.end(reason)));
  }

  cut(): void {
    for (const live of this.#live) live.cut();
  }

  #listen(binding: number, handle: unknown): Promise<string | null> {
    if (handle === undefined) return Promise.resolve("EBADF");
    const server = createServer({
      allowHalfOpen: true,
      noDelay: true,
      keepAlive: true,
      keepAliveInitialDelay: keepAliveMs,
    });
    this.#server = server;
    this.#binding = binding;
    server.on("connection", (socket) => this.#accept(socket));
    return new Promise((resolve) => {
      server.once("listening", () => resolve(null));
      server.on("error", (error: NodeJS.ErrnoException) => {
        // Accepting fails when open files run out; the next connection may fit again.
        if (server.listening)
          this.#options.log.error({ event: "accept-failed", err: error }, "a connection could not be accepted");
        else {
          this.close();
          resolve(error.code ?? "UNKNOWN");
        }
      });
      server.listen(handle);
    });
  }

  #accept(socket: Socket): void {
    const { admission, serving, log } = this.#options;
    const remote = remoteOf(socket);
    const limit = this.#limitHit(remote);
    if (limit !== null) {
      log.warn(
        { event: "limit", limit, ip: remote.address, listener: this.planned.name },
        "connection refused: too many",
      );
      socket.on("error", () => {});
      serving.turnAway(socket, this);
      socket.resume();
      setTimeout(() => socket.destroy(), turnedAwayMs).unref();
      return;
    }
    const live = serving.serve(socket, remote, this, () => {
      admission.leave(remote);
      this.#live.delete(live);
      if (this.#server === null && this.#live.size === 0) this.#options.onDrained(this);
    });
    this.#live.add(live);
  }

  /** The limit that keeps a client out; null: it is counted in. */
  #limitHit(remote: Remote): string | null {
    const { admission, serving } = this.#options;
    if (serving.hasRoom === null) return admission.enter(remote);
    if (!serving.hasRoom()) return `${this.planned.protocol}-connections`;
    admission.count(remote);
    return null;
  }
}
