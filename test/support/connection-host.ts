import { once } from "node:events";
import { type AddressInfo, createServer, type Server } from "node:net";
import { type ConnectionLimits, defaultLimits } from "#pop3d/net/limits.ts";
import { Pop3Connection } from "#pop3d/net/worker/connection.ts";
import { Deadlines } from "#pop3d/net/worker/deadlines.ts";
import type { RecordedBackend } from "#pop3d/net/worker/recorded-backend.ts";
import { remoteOf } from "#pop3d/net/worker/remote.ts";
import { sessionPolicyOf } from "#pop3d/session/policy.ts";
import { type Clock, systemClock } from "#server/clock.ts";
import { logger } from "#server/log.ts";
import { defaultSettings } from "#server/setting/schema.ts";
import { MemoryBackend } from "./memory-backend.ts";

/** Connections of this process on a real port, before a maildrop in memory: for limits that a whole daemon takes minutes to reach. */
export class ConnectionHost {
  readonly backend = new MemoryBackend();
  readonly connections: Pop3Connection[] = [];
  readonly ended: Pop3Connection[] = [];
  readonly incidents: unknown[] = [];
  readonly #server: Server;
  #aheadMs = 0;
  /** The system's, moved on by what `advance` has added. */
  readonly #clock: Clock = { now: systemClock.now, monotonicMs: () => systemClock.monotonicMs() + this.#aheadMs };

  private constructor(limits: ConnectionLimits) {
    this.backend.addAccount("ann", "secret");
    const deadlines = new Deadlines(this.#clock);
    const settings = { ...defaultSettings, hostname: "test" };
    const policy = sessionPolicyOf(settings, { tls: "none", cleartextSignIn: "loopback" }, false);
    this.#server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
      const connection = new Pop3Connection({
        id: `session-${this.connections.length}`,
        listenerId: 1,
        socket,
        remote: remoteOf(socket),
        isImplicitTls: false,
        policy: () => policy,
        secureContext: () => null,
        backend: this.backend as unknown as RecordedBackend,
        limits,
        deadlines,
        clock: this.#clock,
        log: logger("test"),
        onIncident: (error) => `incident ${this.incidents.push(error)}`,
        onSignIn: () => {},
        onProgress: () => {},
        onEnd: (ended) => this.ended.push(ended),
      });
      this.connections.push(connection);
    });
  }

  static async start(limits: Partial<ConnectionLimits> = {}): Promise<ConnectionHost> {
    const host = new ConnectionHost({ ...defaultLimits, ...limits });
    host.#server.listen(0, "127.0.0.1");
    await once(host.#server, "listening");
    return host;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
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
