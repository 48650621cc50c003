import type { Socket } from "node:net";
import type { SecureContext } from "node:tls";
import type { Clock } from "#server/clock.ts";
import type { Logger } from "#server/log.ts";
import type { SessionPolicy } from "../../session/policy.ts";
import type { ConnectionLimits } from "../limits.ts";
import type { Pop3Connection } from "./connection.ts";
import type { Deadlines } from "./deadlines.ts";
import type { RecordedBackend } from "./recorded-backend.ts";
import type { Remote } from "./remote.ts";

/** What a connection is given by the listener it came through. */
export interface ConnectionOptions {
  readonly id: string;
  readonly listenerId: number;
  readonly socket: Socket;
  readonly remote: Remote;
  readonly isImplicitTls: boolean;
  /** Asked at each use: settings are hot. */
  readonly policy: () => SessionPolicy;
  readonly secureContext: () => SecureContext | null;
  readonly backend: RecordedBackend;
  readonly limits: ConnectionLimits;
  readonly deadlines: Deadlines;
  readonly clock: Clock;
  readonly log: Logger;
  readonly onIncident: (error: unknown) => string;
  readonly onSignIn: (connection: Pop3Connection) => void;
  /** A command was answered. */
  readonly onProgress: (connection: Pop3Connection) => void;
  /** The socket is closed and the lock is free. */
  readonly onEnd: (connection: Pop3Connection) => void;
}
