import { randomBytes } from "node:crypto";
import type { Socket } from "node:net";
import type { TLSSocket } from "node:tls";
import { DomainError } from "#server/errors.ts";
import { cleartextRuleOf } from "#server/listener/cleartext-rule.ts";
import type { Logger } from "#server/log.ts";
import type { Counts } from "#server/metric/counts.ts";
import { parseIp } from "#server/network/ip-address.ts";
import { isWithin, parseNetwork } from "#server/network/network.ts";
import type { RetentionSummary } from "#server/retention/session-retention.ts";
import { ownLookAddress } from "#server/served-certificate/own-look.ts";
import { newSessionId } from "#server/session/session-id.ts";
import type { Store } from "#server/store.ts";
import { isLegacyTls } from "#server/tls/profiles.ts";
import { type AnnouncedRetention, type SessionPolicy, sessionPolicyOf } from "../../session/policy.ts";
import type { Kicked } from "../channel.ts";
import type { ConnectionLimits } from "../limits.ts";
import { Pop3Connection } from "./connection.ts";
import type { Deadlines } from "./deadlines.ts";
import type { Host } from "./host.ts";
import type { Live, OpenListener, Serving } from "./open-listener.ts";
import type { RecordedBackend } from "./recorded-backend.ts";
import type { Remote } from "./remote.ts";
import type { Served } from "./served.ts";
import type { SessionRows } from "./session-rows.ts";
import type { Shown } from "./shown-certificates.ts";

export interface ServePop3Options {
  readonly store: Store;
  readonly backend: RecordedBackend;
  readonly served: Served;
  readonly deadlines: Deadlines;
  readonly rows: SessionRows<Pop3Connection>;
  readonly traces: SessionRows<Pop3Connection>;
  readonly counts: Counts;
  readonly log: Logger;
}

/** POP3 on the sockets that one listener accepts, recorded and logged. */
export class Pop3Serving implements Serving, Host {
  readonly #listener: OpenListener;
  readonly #options: ServePop3Options;
  #policy: { readonly madeOf: readonly unknown[]; readonly policy: SessionPolicy } | null = null;

  constructor(listener: OpenListener, options: ServePop3Options) {
    this.#listener = listener;
    this.#options = options;
  }

  serve(socket: Socket, remote: Remote): Live {
    const connection = new Pop3Connection(newSessionId(this.clock.now()), socket, remote, this);
    if (isOwnLook(connection)) return connection;
    this.counts.sessionBegan();
    const said = { sessionId: connection.id, remoteIp: remote.address, listener: this.#listener.planned.name };
    this.log.debug({ event: "connected", ...said }, "client connected");
    this.#options.rows.changed(connection);
    if (connection.trace !== null) this.#options.traces.went(connection);
    return connection;
  }

  turnAway(socket: Socket, why = "[SYS/TEMP] too many connections, try again in a minute"): void {
    if (this.isImplicitTls) socket.destroy();
    else socket.end(`-ERR ${why}\r\n`);
  }

  get listenerId(): number {
    return this.#listener.planned.id;
  }

  get isImplicitTls(): boolean {
    return this.#listener.planned.tls === "implicit";
  }

  /** Made once per plan: it is asked for at every command. */
  get policy(): SessionPolicy {
    const { planned } = this.#listener;
    const { settings, exceptions, retention } = this.#options.served;
    const { shown } = this;
    const [listener, all, certificates, spared] = this.#policy?.madeOf ?? [];
    if (
      this.#policy !== null &&
      listener === planned &&
      all === settings &&
      certificates === shown &&
      spared === exceptions
    )
      return this.#policy.policy;
    const cleartext = cleartextRuleOf(planned, exceptions, settings);
    const policy = sessionPolicyOf(settings, { tls: planned.tls, cleartext }, shown !== null, announcedBy(retention));
    this.#policy = { madeOf: [planned, settings, shown, exceptions], policy };
    return policy;
  }

  get limits(): ConnectionLimits {
    return this.#options.served.limits;
  }

  get recordsTraces(): boolean {
    return this.#options.served.settings.recordsTraces;
  }

  get shown(): Shown | null {
    return this.#options.served.shownOn(this.#listener.planned);
  }

  get backend() {
    return this.#options.backend;
  }

  get deadlines() {
    return this.#options.deadlines;
  }

  get counts() {
    return this.#options.counts;
  }

  get clock() {
    return this.#options.store.clock;
  }

  get log() {
    return this.#options.log;
  }

  incident(err: unknown, { id }: Pop3Connection): string {
    const incident = randomBytes(4).toString("hex");
    const isForeseen = err instanceof DomainError; // such as a body whose damage shows only at its end
    const event = isForeseen ? "trouble" : "incident";
    this.log.error({ event, incident, sessionId: id, err }, isForeseen ? err.message : "a bug: please report it");
    return incident;
  }

  /** Whoever still needs old TLS is told of each time: nobody could say otherwise when the switch may go off. */
  secured({ id, remote, tlsVersion, trace }: Pop3Connection, socket: TLSSocket): void {
    const { name, allowsLegacyTls } = this.#listener.planned;
    if (!allowsLegacyTls && trace === null) return;
    const cipher = socket.getCipher()?.name ?? "";
    trace?.note("tls", `${tlsVersion} ${cipher}`, this.clock.now().getTime());
    if (!allowsLegacyTls) return;
    if (!isLegacyTls(tlsVersion, cipher)) return;
    const said = { sessionId: id, remoteIp: remote.address, listener: name, tls: tlsVersion, cipher };
    this.log.warn({ event: "legacy-tls", ...said }, "a client needs TLS that is no longer safe");
  }

  signedIn(connection: Pop3Connection): void {
    this.counts.signedIn(connection.tlsVersion);
    this.#options.rows.changed(connection);
    logSignIn(this.log, connection, this.#listener);
  }

  progressed(connection: Pop3Connection): void {
    if (isOwnLook(connection)) return;
    this.#options.rows.went(connection);
    if (connection.trace !== null) this.#options.traces.went(connection);
  }

  ended(connection: Pop3Connection): void {
    if (!isOwnLook(connection)) {
      this.counts.sessionEnded(connection.endReason);
      this.#options.rows.changed(connection);
      if (connection.trace !== null) this.#options.traces.changed(connection);
      logEnd(this.log, connection, this.#listener);
    }
    this.#listener.left(connection, connection.remote);
  }
}

function announcedBy({ cautious, expireDiffers, loginDelayDiffers }: RetentionSummary): AnnouncedRetention {
  return { ...cautious, expireDiffers, loginDelayDiffers };
}

/**
 * Whether this is the daemon looking at its own certificates: that is no client's session, and is neither recorded nor logged. Whoever comes from
 * that address and asks for more is.
 */
function isOwnLook({ remote, session }: Pop3Connection): boolean {
  if (remote.address !== ownLookAddress) return false;
  const { signedInAt, lastRefusal } = session.view;
  return signedInAt === null && lastRefusal === null;
}

/** Whether this is a session that a kick is about. */
export function isSession(live: Live, whom: Kicked): boolean {
  if (!(live instanceof Pop3Connection)) return false;
  if ("sessionId" in whom) return live.id === whom.sessionId;
  if ("accountId" in whom) return live.session.view.accountId === whom.accountId;
  const [network, address] = [parseNetwork(whom.network), parseIp(live.remote.address)];
  return network !== null && address !== null && isWithin(address, network);
}

function logSignIn(log: Logger, { id, remote, session, tlsVersion }: Pop3Connection, { planned }: OpenListener): void {
  const said = { sessionId: id, remoteIp: remote.address, listener: planned.name, tls: tlsVersion };
  log.debug({ event: "signed-in", ...said, account: session.view.address }, "signed in");
}

function logEnd(log: Logger, connection: Pop3Connection, { planned }: OpenListener): void {
  const view = connection.session.view;
  log.info(
    {
      event: "session-end",
      sessionId: connection.id,
      remoteIp: connection.remote.address,
      listener: planned.name,
      tls: connection.tlsVersion,
      account: view.address,
      mechanism: view.mechanism,
      reason: connection.endReason,
      commandCount: connection.commandCount,
      retrievedCount: view.retrieved.count,
      markedCount: view.marked.count,
      removedCount: view.removedCount,
      octets: connection.octetsSent,
      lastRefusal: view.lastRefusal,
      seconds: ((connection.endedAt?.getTime() ?? 0) - connection.startedAt.getTime()) / 1000,
    },
    "session over",
  );
}
