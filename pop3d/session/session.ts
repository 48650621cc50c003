import type { Backend, Peer } from "./backend.ts";
import type { SessionPolicy } from "./policy.ts";
import type { Reply } from "./reply.ts";
import type { SessionState } from "./view.ts";

export interface Pop3SessionOptions {
  readonly id: string;
  readonly backend: Backend;
  /** Asked at each use, so that settings are hot. */
  readonly policy: () => SessionPolicy;
  /** Asked at each use: its TLS version changes with STLS. */
  readonly peer: () => Peer;
  /** Records a bug's error and gives back the incident number that the client is told. */
  readonly onIncident: (error: unknown) => string;
}

/** One client's conversation: lines in, replies out. Knows no socket and no clock. */
export declare class Pop3Session {
  constructor(options: Pop3SessionOptions);
  /** The first reply, before any line. */
  greeting(): Reply;
  /** Answers one line without its line end. One at a time: the caller awaits, and sends the reply, before the next. `now` in milliseconds. */
  handleLine(line: Uint8Array, now: number): Promise<Reply>;
  /** Answers a line the reader dropped for its length. */
  handleTooLongLine(now: number): Promise<Reply>;
  /** After the handshake that followed "start-tls": AUTHORIZATION afresh, USER forgotten. The connection has cleared its LineReader. */
  tlsStarted(): void;
  /** The connection is gone or is being ended: gives the lock back, removes nothing. Idempotent. An UPDATE under way is let finish. */
  end(): Promise<void>;
  /** How many octets the next line may have, for `LineReader.next`: a command's limit or that of a SASL response. */
  get maxLineOctets(): number;
  get view(): SessionState;
}
