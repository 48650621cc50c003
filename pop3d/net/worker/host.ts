import type { TLSSocket } from "node:tls";
import type { Clock } from "#server/clock.ts";
import type { Logger } from "#server/log.ts";
import type { Counts } from "#server/metric/counts.ts";
import type { SessionPolicy } from "../../session/policy.ts";
import type { ConnectionLimits } from "../limits.ts";
import type { Pop3Connection } from "./connection.ts";
import type { Deadlines } from "./deadlines.ts";
import type { RecordedBackend } from "./recorded-backend.ts";
import type { Shown } from "./shown-certificates.ts";

/** What the connections of one listener share. Policy, limits and certificate are asked at each use: they are hot. */
export interface Host {
  readonly listenerId: number;
  readonly isImplicitTls: boolean;
  readonly policy: SessionPolicy;
  readonly limits: ConnectionLimits;
  /** Whether what is said in new sessions is written down. */
  readonly recordsTraces: boolean;
  /** Null: there is no certificate. */
  readonly shown: Shown | null;
  readonly backend: RecordedBackend;
  readonly deadlines: Deadlines;
  readonly counts: Counts;
  readonly clock: Clock;
  readonly log: Logger;
  /** Records a bug's error and gives back the incident number that the client is told. */
  incident(error: unknown, connection: Pop3Connection): string;
  /** The handshake is over. */
  secured(connection: Pop3Connection, socket: TLSSocket): void;
  signedIn(connection: Pop3Connection): void;
  /** A command was answered. */
  progressed(connection: Pop3Connection): void;
  /** The socket is closed and the lock is free. */
  ended(connection: Pop3Connection): void;
}
