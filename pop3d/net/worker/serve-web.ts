import { randomBytes } from "node:crypto";
import type { Socket } from "node:net";
import type { Logger } from "#server/log.ts";
import type { Store } from "#server/store.ts";
import type { Deadlines, Timed } from "./deadlines.ts";
import type { Live, OpenListener, Serving } from "./open-listener.ts";
import type { Remote } from "./remote.ts";
import type { Served } from "./served.ts";
import { startTls } from "./tls.ts";
import { WebServer } from "./web-server.ts";

/** From the connection to the last octet of its one answer: nothing here is large or takes long. */
const wholeMs = 20_000;
/** Of one address at a time, in this worker; programs ask one or two questions. */
const mostOfAddress = 16;

export interface ServeWebOptions {
  readonly store: Store;
  readonly served: Served;
  readonly deadlines: Deadlines;
  readonly log: Logger;
}

/** The public web on the sockets that one listener accepts: one request a connection, one deadline for all of it. */
export class WebServing implements Serving {
  readonly #listener: OpenListener;
  readonly #options: ServeWebOptions;
  readonly #byAddress = new Map<string, number>();
  readonly #http: WebServer;

  constructor(listener: OpenListener, options: ServeWebOptions) {
    this.#listener = listener;
    this.#options = options;
    const { store, log } = options;
    this.#http = new WebServer(store, {
      answered: (facts) =>
        log.debug({ event: "web-request", listener: listener.planned.name, ...facts }, "web request answered"),
      incident: (err) => {
        const incident = randomBytes(4).toString("hex");
        log.error({ event: "incident", incident, err }, "a bug: please report it");
        return incident;
      },
    });
  }

  serve(socket: Socket, remote: Remote): Live {
    const { deadlines, store } = this.#options;
    const closed = new Promise<void>((resolve) => socket.once("close", () => resolve()));
    const timed: Timed = {
      deadlineMs: store.clock.monotonicMs() + wholeMs,
      deadlinePassed: () => void socket.destroy(),
    };
    const live: Live = {
      isExposed: false,
      end: () => {
        if (!this.#http.isAnswering(socket)) socket.destroy();
        return closed;
      },
      cut: () => void socket.destroy(),
    };
    deadlines.add(timed);
    socket.on("error", () => socket.destroy());
    socket.once("close", () => {
      deadlines.remove(timed);
      this.#count(remote, -1);
      this.#listener.left(live, remote);
    });
    // After the caller has counted this connection in.
    if (this.#count(remote, 1) > mostOfAddress && !remote.isLoopback) setImmediate(() => socket.destroy());
    else void this.#begin(socket, remote);
    return live;
  }

  turnAway(socket: Socket): void {
    socket.destroy();
  }

  async #begin(socket: Socket, remote: Remote): Promise<void> {
    if (this.#listener.planned.tls === "none") return this.#http.take(socket, socket, remote.address);
    const shown = this.#options.served.shownOn(this.#listener.planned);
    if (shown === null) return void socket.destroy();
    try {
      this.#http.take(await startTls(socket, shown, "web"), socket, remote.address);
    } catch {
      // A stranger that speaks no TLS is no news.
      socket.destroy();
    }
  }

  #count({ address }: Remote, change: 1 | -1): number {
    const count = (this.#byAddress.get(address) ?? 0) + change;
    if (count > 0) this.#byAddress.set(address, count);
    else this.#byAddress.delete(address);
    return count;
  }
}
