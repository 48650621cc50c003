import { once } from "node:events";
import { type AddressInfo, createServer, type Server } from "node:net";
import { type ConnectionLimits, limitsOf } from "#pop3d/net/limits.ts";
import { Pop3Connection } from "#pop3d/net/worker/connection.ts";
import { Deadlines } from "#pop3d/net/worker/deadlines.ts";
import type { Host } from "#pop3d/net/worker/host.ts";
import type { RecordedBackend } from "#pop3d/net/worker/recorded-backend.ts";
import { remoteOf } from "#pop3d/net/worker/remote.ts";
import type { Shown } from "#pop3d/net/worker/shown-certificates.ts";
import { plainCleartext, type SessionPolicy, sessionPolicyOf } from "#pop3d/session/policy.ts";
import { type Clock, systemClock } from "#server/clock.ts";
import { logger } from "#server/log.ts";
import { Counts } from "#server/metric/counts.ts";
import { defaultSettings } from "#server/setting/schema.ts";
import { MemoryBackend } from "./memory-backend.ts";

/** What holds unless a test or an administrator says otherwise. */
export const usualLimits = limitsOf(defaultSettings);

/** Connections of this process on a real port, before a maildrop in memory: for limits that a whole daemon takes minutes to reach. */
export class ConnectionHost implements Host {
  readonly listenerId = 1;
  isImplicitTls = false;
  readonly recordsTraces = false;
  readonly counts = new Counts();
  shown: Shown | null = null;
  readonly log = logger("test");
  policy: SessionPolicy = sessionPolicyOf(
    { ...defaultSettings, hostname: "test" },
    { tls: "none", cleartext: plainCleartext.loopback },
    false,
  );
  readonly memory = new MemoryBackend();
  readonly backend = this.memory as unknown as RecordedBackend;
  readonly connections: Pop3Connection[] = [];
  readonly over: Pop3Connection[] = [];
  readonly incidents: unknown[] = [];
  #aheadMs = 0;
  /** The system's, moved on by what `advance` has added. */
  readonly clock: Clock = { now: systemClock.now, monotonicMs: () => systemClock.monotonicMs() + this.#aheadMs };
  readonly deadlines = new Deadlines(this.clock);
  /** May be changed while connections are open, also below what a setting may say. */
  limits: ConnectionLimits;
  readonly #server: Server;

  private constructor(limits: ConnectionLimits) {
    this.limits = limits;
    this.memory.addAccount("ann", "secret");
    this.#server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
      const id = `session-${this.connections.length}`;
      this.connections.push(new Pop3Connection(id, socket, remoteOf(socket, this.port), this));
    });
  }

  static async start(limits: Partial<ConnectionLimits> = {}): Promise<ConnectionHost> {
    const host = new ConnectionHost({ ...usualLimits, ...limits });
    host.#server.listen(0, "127.0.0.1");
    await once(host.#server, "listening");
    return host;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  incident(error: unknown): string {
    return `incident ${this.incidents.push(error)}`;
  }

  secured(): void {}

  signedIn(): void {}

  progressed(): void {}

  ended(connection: Pop3Connection): void {
    this.over.push(connection);
  }

  /** Lets so much time pass at once. */
  advance(ms: number): void {
    this.#aheadMs += ms;
  }

  async stop(): Promise<void> {
    await Promise.all(this.connections.map((connection) => connection.end("stopped")));
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
