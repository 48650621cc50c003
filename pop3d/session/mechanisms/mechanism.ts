import type { Malformed } from "../../protocol/malformed.ts";
import type { Credentials, Refusal, SignedIn, SignInMechanism } from "../backend.ts";
import type { SessionContext } from "../command.ts";

/** A SASL mechanism as a row: its name as CAPA and AUTH have it, and a dialogue for each sign-in. */
export interface Mechanism {
  readonly name: Exclude<SignInMechanism, "USER">;
  /** What it needs beyond the right to sign in on this connection at all. */
  isOffered(session: SessionContext): boolean;
  /** `session` for those that look up more than a password, or bind to the TLS channel. */
  begin(session: SessionContext): SaslDialogue;
}

/** One sign-in: every response of the client is a step, until a step is no challenge. */
export interface SaslDialogue {
  /** `response` is null at the start where AUTH brought no initial response. */
  respond(response: Uint8Array | null): SaslStep | Promise<SaslStep>;
  /** Set when it has failed and the challenge only tells why: whatever the client answers, this is the end. */
  readonly refusal?: Refusal | null;
}

export type SaslStep =
  | { readonly challenge: Uint8Array }
  | { readonly credentials: Credentials }
  /** Proved already, by more than a password. */
  | { readonly signedIn: SignedIn; readonly mechanism: SignInMechanism }
  | { readonly refusal: Refusal }
  | Malformed;
