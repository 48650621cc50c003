import type { Socket } from "node:net";
import type { LmtpBackend } from "./backend.ts";
import type { LmtpLimits } from "./limits.ts";

export interface LmtpConnectionOptions {
  /** Accepted, not yet read from; a TLSSocket for implicit TLS. */
  readonly socket: Socket;
  /** Named in Received lines and logs. */
  readonly id: string;
  /** Asked at each use, so that the setting is hot. */
  readonly hostname: () => string;
  readonly backend: LmtpBackend;
  readonly limits?: LmtpLimits;
  /** Records a bug's error and gives back the incident number that the client is told. */
  readonly onIncident: (error: unknown) => string;
  /** Called once, when the socket is closed. */
  readonly onEnd: () => void;
}

export declare class LmtpConnection {
  constructor(options: LmtpConnectionOptions);
  /** The server stops: 421 at once where the client is awaited, else after the answers under way. Idempotent. */
  end(): void;
}
