import { randomBytes } from "node:crypto";
import type { Socket } from "node:net";
import type { Logger } from "#server/log.ts";
import type { Counts } from "#server/metric/counts.ts";
import { newSessionId } from "#server/session/session-id.ts";
import type { Store } from "#server/store.ts";
import type { LmtpBackend } from "../../lmtp/backend.ts";
import { LmtpConnection } from "../../lmtp/connection.ts";
import { defaultLmtpLimits, type LmtpLimits } from "../../lmtp/limits.ts";
import type { DeliveryFact } from "../../lmtp/reception.ts";
import { refusalReason } from "../../lmtp/refusal-reason.ts";
import type { Live, OpenListener, Serving } from "./open-listener.ts";
import type { Remote } from "./remote.ts";
import type { Served } from "./served.ts";
import { startTls } from "./tls.ts";

export interface ServeLmtpOptions {
  readonly store: Store;
  readonly backend: LmtpBackend;
  readonly served: Served;
  readonly counts: Counts;
  readonly log: Logger;
}

/** LMTP on the sockets that one listener accepts, logged. */
export class LmtpServing implements Serving {
  readonly #listener: OpenListener;
  readonly #options: ServeLmtpOptions;
  readonly #limits: LmtpLimits;

  constructor(listener: OpenListener, options: ServeLmtpOptions) {
    const { served } = options;
    this.#listener = listener;
    this.#options = options;
    this.#limits = {
      ...defaultLmtpLimits,
      get maxMessageOctets() {
        return served.settings.maxMessageOctets;
      },
    };
  }

  serve(socket: Socket, remote: Remote): Live {
    const { store, backend, served, counts, log } = this.#options;
    const id = newSessionId(store.clock.now());
    const closed = new Promise<void>((resolve) => socket.once("close", () => resolve()));
    const connection = new LmtpConnection({
      socket,
      remoteAddress: remote.address || undefined,
      id,
      hostname: () => served.settings.hostname,
      backend,
      limits: this.#limits,
      startTls: () => {
        const { planned } = this.#listener;
        const shown = served.shownOn(planned);
        return planned.tls === "starttls" && shown !== null ? (plain) => startTls(plain, shown) : null;
      },
      onIncident: (err) => {
        const incident = randomBytes(4).toString("hex");
        log.error({ event: "incident", incident, sessionId: id, err }, "a bug: please report it");
        return incident;
      },
      onDelivery: (fact) => {
        count(counts, fact);
        logDelivery(log, id, remote, fact);
      },
      onEnd: () => {
        const said = { sessionId: id, remoteIp: remote.address, listener: this.#listener.planned.name };
        log.debug({ event: "lmtp-end", ...said }, "LMTP connection over");
        this.#listener.left(live, remote);
      },
    });
    // Paused where a PROXY header came first.
    if (socket.isPaused()) socket.resume();
    const live: Live = {
      isExposed: false,
      end: () => {
        connection.end();
        return closed;
      },
      cut: () => void socket.destroy(),
    };
    return live;
  }

  turnAway(socket: Socket): void {
    const { hostname } = this.#options.served.settings;
    socket.end(`421 4.3.2 ${hostname} has too many connections; try again in a moment\r\n`);
  }
}

function count(counts: Counts, { answer, octets }: DeliveryFact): void {
  const refused = refusalReason(answer);
  if (refused === null) counts.delivered("lmtp", octets ?? 0);
  else counts.deliveryRefused(refused);
}

function logDelivery(log: Logger, sessionId: string, { address: remoteIp }: Remote, fact: DeliveryFact): void {
  const { sender, recipient: account, octets, answer } = fact;
  const { code: reply, status, text } = answer;
  // What the MTA must try again is somebody's business; what it must not, the sender's.
  const level = reply >= 400 && reply < 500 ? "warn" : "info";
  const dsn = status ?? null;
  log[level]({ event: "delivery", sessionId, remoteIp, sender, account, octets, reply, dsn }, text);
}
