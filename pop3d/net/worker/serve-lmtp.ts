import { randomBytes } from "node:crypto";
import type { Logger } from "#server/log.ts";
import { newSessionId } from "#server/session/session-id.ts";
import type { Store } from "#server/store.ts";
import type { LmtpBackend } from "../../lmtp/backend.ts";
import { LmtpConnection } from "../../lmtp/connection.ts";
import { defaultLmtpLimits } from "../../lmtp/limits.ts";
import type { Serving } from "./open-listener.ts";
import type { Served } from "./served.ts";
import { startTls } from "./tls.ts";

export interface ServeLmtpOptions {
  readonly store: Store;
  readonly backend: LmtpBackend;
  readonly served: Served;
  readonly log: Logger;
}

/** LMTP on accepted sockets. */
export function serveLmtp({ store, backend, served, log }: ServeLmtpOptions): Serving {
  let open = 0;
  return {
    hasRoom: () => open < defaultLmtpLimits.maxConnections,
    serve(socket, remote, { planned }, over) {
      open += 1;
      const id = newSessionId(store.clock.now());
      const closed = new Promise<void>((resolve) => socket.once("close", () => resolve()));
      const connection = new LmtpConnection({
        socket,
        id,
        hostname: () => served.settings.hostname,
        backend,
        limits: defaultLmtpLimits,
        startTls: () => {
          const { secureContext } = served;
          return planned.tls === "starttls" && secureContext ? (plain) => startTls(plain, secureContext) : null;
        },
        onIncident: (err) => {
          const incident = randomBytes(4).toString("hex");
          log.error({ event: "incident", incident, session: id, err }, "a bug: please report it");
          return incident;
        },
        onDelivery: ({ sender: from, recipient: to, octets, answer: { code, status, text } }) => {
          // What the MTA must try again is somebody's business; what it must not, the sender's.
          const level = code >= 400 && code < 500 ? "warn" : "info";
          log[level]({ event: "delivery", session: id, ip: remote.address, from, to, octets, code, status }, text);
        },
        onEnd: () => {
          open -= 1;
          log.debug(
            { event: "lmtp-end", session: id, listener: planned.name, ip: remote.address },
            "LMTP connection over",
          );
          over();
        },
      });
      return {
        isExposed: false,
        end: () => {
          connection.end();
          return closed;
        },
        cut: () => void socket.destroy(),
      };
    },
    turnAway(socket) {
      socket.end(`421 4.3.2 ${served.settings.hostname} has too many connections; try again in a moment\r\n`);
    },
  };
}
