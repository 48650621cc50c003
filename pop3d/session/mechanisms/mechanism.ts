import type { Malformed } from "../../protocol/malformed.ts";
import type { Credentials, Refusal } from "../backend.ts";
import type { SessionContext } from "../command.ts";

/** A SASL mechanism as a row: its name as CAPA and AUTH have it, and a dialogue for each sign-in. */
export interface Mechanism {
  readonly name: Credentials["mechanism"];
  /** Whether the password can be read off the connection, so that policy has a say. */
  readonly isCleartext: boolean;
  /** `session` for those that look up more than a password, or bind to the TLS channel. */
  begin(session: SessionContext): SaslDialogue;
}

/** One sign-in: every response of the client is a step, until a step is no challenge. */
export interface SaslDialogue {
  /** `response` is null at the start where AUTH brought no initial response. */
  respond(response: Uint8Array | null): SaslStep | Promise<SaslStep>;
}

export type SaslStep =
  | { readonly challenge: Uint8Array }
  | { readonly credentials: Credentials }
  | { readonly refusal: Refusal }
  | Malformed;
