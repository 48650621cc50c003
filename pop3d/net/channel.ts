import type { CleartextSignIn, Closing, Protocol, TlsMode } from "#server/listener/schema.ts";
import type { ListedNetwork } from "#server/protection/address-lists.ts";
import type { Growth } from "#server/metric/counts.ts";
import type { Guesses, Suspicion } from "#server/protection/guess-ledger.ts";
import type { RetentionSummary } from "#server/retention/session-retention.ts";
import type { Settings } from "#server/setting/schema.ts";

/** What a worker must know of one listener. Whole plans are sent, so a worker that joins later needs nothing else. */
export interface PlannedListener {
  readonly id: number;
  readonly name: string;
  readonly protocol: Protocol;
  readonly tls: TlsMode;
  /** TLS 1.0 and what goes with it is agreed to. */
  readonly allowsLegacyTls: boolean;
  readonly cleartextSignIn: CleartextSignIn;
  readonly cleartextNetworks: string;
  /** Number of the bound socket to accept on, sent before; null: accept nothing. */
  readonly binding: number | null;
  /** What becomes of live sessions when nothing is accepted any more. */
  readonly closing: Closing;
  /** Whether each connection begins with a PROXY header, and who may send one (CIDR, a comma between). */
  readonly proxyProtocol: boolean;
  readonly trustedNetworks: string;
}

export interface ServedKeyPair {
  /** Tells one certificate from another. */
  readonly fingerprint: string;
  readonly chainPem: string;
  readonly keyPem: string;
  /** What decides who is shown it (server/certificate/choose.ts); instants as milliseconds, since this goes between processes. */
  readonly names: readonly string[];
  readonly kind: string;
  readonly isDefault: boolean;
  readonly notAfterMs: number;
}

/** Of a network (CIDR) or of an account's address; ends by itself. */
export interface PlannedException {
  /** Null: every listener. */
  readonly listenerId: number | null;
  readonly network: string | null;
  readonly address: string | null;
  /** Milliseconds since 1970. */
  readonly endsAtMs: number;
}

export interface Plan {
  readonly number: number;
  /** All of them: what is hot reaches workers with the next plan. */
  readonly settings: Settings;
  /** Of the retention rules what every session must know. */
  readonly retention: RetentionSummary;
  readonly certificates: readonly ServedKeyPair[];
  /** Of session tickets, 48 octets each in base64, the newest first: every worker's, so that a client resumes TLS on any of them. */
  readonly ticketKeys: readonly string[];
  readonly listeners: readonly PlannedListener[];
  /** Who may sign in without TLS in spite of a listener. */
  readonly exceptions: readonly PlannedException[];
}

/** Connections by protocol; those of mail programs by remote address. */
export interface ConnectionCount {
  readonly pop3: number;
  readonly lmtp: number;
  readonly web: number;
  readonly byAddress: Readonly<Record<string, number>>;
}

/** What processes tell each other of guessers: whoever hears it counts it as its own. */
export interface GuessNews {
  /** Pairs that start afresh; before what was guessed since. */
  readonly forgiven: readonly (readonly [network: string, address: string])[];
  readonly guessed: readonly Guesses[];
}

export type ToWorker =
  | { readonly kind: "start"; readonly incarnationId: string }
  /** Comes with the bound socket's handle. */
  | { readonly kind: "socket"; readonly binding: number }
  | { readonly kind: "plan"; readonly plan: Plan }
  /** Connections that other workers hold. */
  | { readonly kind: "elsewhere"; readonly count: ConnectionCount }
  /** Changes of who is let in and kept out. */
  | { readonly kind: "lists"; readonly networks: readonly ListedNetwork[] }
  /** What was known before this worker, or is known to another node. */
  | { readonly kind: "suspicions"; readonly suspicions: readonly Suspicion[] }
  | { readonly kind: "guesses"; readonly news: GuessNews }
  /** `by`: who wants it. */
  | { readonly kind: "kick"; readonly number: number; readonly whom: Kicked; readonly by: string | undefined }
  | { readonly kind: "ping" }
  | { readonly kind: "stop" };

/** A session, all of an account, or all from a network (CIDR). */
export type Kicked = { readonly sessionId: string } | { readonly accountId: number } | { readonly network: string };

/** Why a worker could not accept on a socket that the primary had bound. */
export interface ListenFailure {
  readonly listenerId: number;
  readonly errorCode: string;
}

export type ToPrimary =
  | { readonly kind: "ready" }
  /** `draining`: listeners that accept nothing and still have live sessions here. */
  | {
      readonly kind: "applied";
      readonly number: number;
      readonly draining: readonly number[];
      readonly failures: readonly ListenFailure[];
    }
  | { readonly kind: "drained"; readonly listenerId: number }
  | { readonly kind: "connections"; readonly count: ConnectionCount }
  | { readonly kind: "guesses"; readonly news: GuessNews }
  /** How many connections each of the daemon's blocks has refused here since the last time. */
  | { readonly kind: "kept-out"; readonly counts: readonly (readonly [blockId: number, count: number])[] }
  | { readonly kind: "kicked"; readonly number: number; readonly kickedCount: number }
  /** Since the last time. */
  | { readonly kind: "counted"; readonly growth: Growth }
  | { readonly kind: "pong" };
