import type { SignedIn, SignInMechanism } from "./backend.ts";
import type { SaslDialogue } from "./mechanisms/mechanism.ts";
import type { OpenMaildrop } from "./open-maildrop.ts";
import type { Ending } from "./view.ts";

/** The states of RFC 1939 §3, each holding what may be asked for in it and nothing else. */
export type State = Authorization | Transaction | Update | Ended;

export interface Authorization {
  readonly name: "AUTHORIZATION";
  /** What USER said, until PASS has used it. */
  readonly userName: string | null;
  /** A SASL dialogue under way: the next line is a response, not a command. */
  readonly dialogue: SaslDialogue | null;
}

export interface SignedInSession {
  readonly who: SignedIn;
  readonly mechanism: SignInMechanism;
  readonly signedInAt: number;
  readonly maildrop: OpenMaildrop;
}

export interface Transaction extends SignedInSession {
  readonly name: "TRANSACTION";
}

export interface Update extends SignedInSession {
  readonly name: "UPDATE";
}

export interface Ended {
  readonly name: "ENDED";
  readonly ending: Ending;
  readonly removedCount: number;
  /** What is left to tell of it; the lock is given back. */
  readonly signedIn: SignedInSession | null;
}

/** The states in which commands are accepted. */
export type CommandState = "AUTHORIZATION" | "TRANSACTION";

export type StateNamed<N extends State["name"]> = Extract<State, { name: N }>;

export const freshAuthorization: Authorization = { name: "AUTHORIZATION", userName: null, dialogue: null };

export function signedInPart(state: State): SignedInSession | null {
  switch (state.name) {
    case "AUTHORIZATION":
      return null;
    case "ENDED":
      return state.signedIn;
    default:
      return state;
  }
}
