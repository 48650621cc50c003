/** One line of a conversation with a server, as a person may read it: a password is never in it. */
export interface ConversationLine {
  readonly from: "C" | "S" | "note";
  readonly text: string;
}

/** What went wrong, why, and what to do. */
export interface TrialFailure {
  readonly what: string;
  readonly why: string;
  readonly remedy: string;
}

/** A listener tried as a client would: reached, handshake where there is TLS, greeted. */
export interface ListenerTrial {
  readonly conversation: readonly ConversationLine[];
  readonly failure: TrialFailure | null;
  readonly tookMs: number;
}

/** A whole sign-in; `drop` is what STAT said. */
export interface SignInTrial extends ListenerTrial {
  readonly drop: { readonly messageCount: number; readonly octets: number } | null;
}

/** The database and the disk, tried with a write. */
export interface StoreTrial {
  readonly engine: "sqlite" | "postgresql";
  /** How long a committed write took, on disk. */
  readonly commitMs: number;
  /** Where bodies lie. */
  readonly directory: string;
  readonly freeOctets: number;
  /** Below this the disk counts as nearly full. */
  readonly leastOctets: number;
}
