import type { SignInMechanism } from "./backend.ts";
import { type Indexes, IndexSet } from "./index-set.ts";
import { type State, signedInPart } from "./state.ts";

/**
 * Why a session is over: QUIT, with its UPDATE or without; closed for its errors; or ended from outside, removing
 * nothing.
 */
export type Ending = "quit" | "update-failed" | "protocol-errors" | "sign-in-failures" | "ended";

/** What the live page and the session's log line may know. Holds no argument of any command. */
export interface SessionState {
  readonly state: "AUTHORIZATION" | "TRANSACTION" | "UPDATE" | "ENDED";
  readonly ending: Ending | null;
  /** Canonical address and account, once signed in; they stay after the end. */
  readonly address: string | null;
  readonly accountId: number | null;
  readonly mechanism: SignInMechanism | null;
  /** The app password it signed in with; null: none. */
  readonly appPasswordId: number | null;
  /** Milliseconds as handed to handleLine. */
  readonly signedInAt: number | null;
  readonly lastCommandAt: number | null;
  /** Keyword of a command the server knows, never an unknown word: it might be a password typed too early. */
  readonly lastCommand: string | null;
  /** The commands it began with, a blank between (opening.ts). */
  readonly opening: string;
  /** The last `-ERR` answered, as sent, without the status indicator. */
  readonly lastRefusal: string | null;
  readonly messageCount: number;
  /** Indexes sent whole by RETR, and those marked by DELE (what the UPDATE removed, after it). */
  readonly retrieved: Indexes;
  readonly marked: Indexes;
  /** Messages removed by a committed UPDATE. */
  readonly removedCount: number;
}

const none = new IndexSet(0);

export function viewOf(
  state: State,
  latest: Pick<SessionState, "lastCommand" | "lastCommandAt" | "lastRefusal" | "opening" | "ending">,
): SessionState {
  const signedIn = signedInPart(state);
  // Each field by its name: a spread here costs ten times as much.
  return {
    lastCommand: latest.lastCommand,
    lastCommandAt: latest.lastCommandAt,
    lastRefusal: latest.lastRefusal,
    opening: latest.opening,
    state: state.name,
    ending: state.name === "ENDED" ? state.ending : latest.ending,
    address: signedIn?.who.address ?? null,
    accountId: signedIn?.who.accountId ?? null,
    mechanism: signedIn?.mechanism ?? null,
    appPasswordId: signedIn?.who.appPasswordId ?? null,
    signedInAt: signedIn?.signedInAt ?? null,
    messageCount: signedIn?.maildrop.messages.count ?? 0,
    retrieved: signedIn?.maildrop.retrieved ?? none,
    marked: signedIn?.maildrop.marked ?? none,
    removedCount: state.name === "ENDED" ? state.removedCount : 0,
  };
}
