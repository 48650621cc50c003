import { randomBytes } from "node:crypto";
import type { Logger } from "#server/log.ts";
import { newSessionId } from "#server/session/session-id.ts";
import type { Store } from "#server/store.ts";
import { type SessionPolicy, sessionPolicyOf } from "../../session/policy.ts";
import type { ConnectionLimits } from "../limits.ts";
import { Pop3Connection } from "./connection.ts";
import type { Deadlines } from "./deadlines.ts";
import type { Live, OpenListener, Serving } from "./open-listener.ts";
import type { RecordedBackend } from "./recorded-backend.ts";
import type { Served } from "./served.ts";
import type { SessionRows } from "./session-rows.ts";

export interface ServePop3Options {
  readonly store: Store;
  readonly backend: RecordedBackend;
  readonly served: Served;
  readonly limits: ConnectionLimits;
  readonly deadlines: Deadlines;
  readonly rows: SessionRows<Pop3Connection>;
  readonly log: Logger;
}

/** POP3 on accepted sockets, recorded and logged. */
export function servePop3({ store, backend, served, limits, deadlines, rows, log }: ServePop3Options): Serving {
  return {
    hasRoom: null,
    serve(socket, remote, listener, over) {
      const connection = new Pop3Connection({
        id: newSessionId(store.clock.now()),
        listenerId: listener.planned.id,
        socket,
        remote,
        isImplicitTls: listener.planned.tls === "implicit",
        policy: () => policyOf(listener, served),
        secureContext: () => served.secureContext,
        backend,
        limits,
        deadlines,
        clock: store.clock,
        log,
        onIncident: (err) => {
          const incident = randomBytes(4).toString("hex");
          log.error({ event: "incident", incident, session: connection.id, err }, "a bug: please report it");
          return incident;
        },
        onSignIn: () => rows.changed(connection),
        onProgress: () => rows.went(connection),
        onEnd: () => {
          rows.changed(connection);
          logEnd(log, connection, listener);
          over();
        },
      });
      rows.changed(connection);
      return connection;
    },
    turnAway(socket, { planned }) {
      if (planned.tls === "implicit") socket.destroy();
      else socket.end("-ERR [SYS/TEMP] too many connections, try again in a minute\r\n");
    },
  };
}

/** Whether this is a session that a kick is about. */
export function isSession(live: Live, whom: { readonly sessionId: string } | { readonly accountId: number }): boolean {
  if (!(live instanceof Pop3Connection)) return false;
  return "sessionId" in whom ? live.id === whom.sessionId : live.session.view.accountId === whom.accountId;
}

const policies = new WeakMap<object, { readonly policy: SessionPolicy; readonly settings: object }>();

/** Made once per plan: it is asked for at every command. */
function policyOf({ planned }: OpenListener, { settings, secureContext }: Served): SessionPolicy {
  const hasCertificate = secureContext !== null;
  const made = policies.get(planned);
  if (made?.settings === settings && made.policy.hasCertificate === hasCertificate) return made.policy;
  const policy = sessionPolicyOf(settings, planned, hasCertificate);
  policies.set(planned, { policy, settings });
  return policy;
}

function logEnd(log: Logger, connection: Pop3Connection, { planned }: OpenListener): void {
  const { remote } = connection.options;
  const view = connection.session.view;
  log.info(
    {
      event: "session-end",
      session: connection.id,
      listener: planned.name,
      ip: remote.address,
      tls: connection.tlsVersion,
      account: view.address,
      reason: connection.endReason,
      commands: connection.commandCount,
      retrieved: view.retrieved.count,
      marked: view.marked.count,
      removed: view.removedCount,
      octets: connection.octetsSent,
      lastRefusal: view.lastRefusal,
      ms: (connection.endedAt?.getTime() ?? 0) - connection.startedAt.getTime(),
    },
    "session over",
  );
}
