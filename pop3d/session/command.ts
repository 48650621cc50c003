import type { ArgumentParser } from "../protocol/arguments.ts";
import { isMalformed } from "../protocol/malformed.ts";
import { err, type Status, type StatusCode } from "../protocol/status.ts";
import type { Backend, Peer } from "./backend.ts";
import type { Manner } from "./language.ts";
import type { SessionPolicy } from "./policy.ts";
import type { Reply, ReplyParts } from "./reply.ts";
import type { CommandState, State, StateNamed } from "./state.ts";
import type { Traced } from "./trace.ts";
import type { Ending } from "./view.ts";

/** What a command may use besides its state. `policy`, `peer` and `now` are those of this moment. */
export interface SessionContext {
  readonly id: string;
  readonly backend: Backend;
  readonly policy: SessionPolicy;
  readonly peer: Peer;
  readonly now: number;
  readonly manner: Manner;
  enter(state: State): void;
  /** How many sign-ins were refused on this connection, this one included. STLS does not start the count afresh. */
  countSignInFailure(): number;
  /** Records a bug and gives back its incident number. */
  report(error: unknown): string;
}

/** What came of a command: a status line, or the whole answer already encoded. */
export interface Outcome {
  readonly reply: Status | { readonly parts: ReplyParts };
  /** "continue" where nothing is said. */
  readonly afterwards?: Reply["afterwards"];
  /** Why the session closes, where it closes itself. */
  readonly ending?: Ending;
  readonly written?: () => void;
  readonly delayMs?: number;
  /** The client broke the protocol or asked for what is not offered: ten of these in a row end the session. */
  readonly isProtocolError?: boolean;
}

export interface CommandRow<N extends CommandState, A> {
  readonly keyword: string;
  /** Where it is legal. */
  readonly states: readonly N[];
  /** What follows the keyword. */
  readonly args: ArgumentParser<A>;
  /** What of it may be written down in the session's trace. */
  readonly traced: Traced;
  run(state: StateNamed<N>, argument: A, session: SessionContext): Outcome | Promise<Outcome>;
}

/** A row with its types closed over: what the table holds. */
export interface Command {
  readonly keyword: string;
  readonly traced: Traced;
  answer(state: State, rest: Uint8Array | null, session: SessionContext): Outcome | Promise<Outcome>;
}

/**
 * Makes a row of the table. The state and the arguments are checked here, for every command, so `run` sees only what is
 * legal.
 */
export function command<const N extends CommandState, A>(row: CommandRow<N, A>): Command {
  return {
    keyword: row.keyword,
    traced: row.traced,
    answer(state, rest, session) {
      if (!isOneOf(state, row.states)) return protocolError(wrongState(row.keyword, state));
      const argument = row.args(rest);
      if (isMalformed(argument)) return protocolError(`${row.keyword}: ${argument.malformed}`);
      return row.run(state, argument, session);
    },
  };
}

export function protocolError(text: string, code: StatusCode | null = null): Outcome {
  return { reply: err(text, code), isProtocolError: true };
}

function isOneOf<N extends CommandState>(state: State, names: readonly N[]): state is StateNamed<N> {
  return names.some((name) => name === state.name);
}

function wrongState(keyword: string, state: State): string {
  return state.name === "AUTHORIZATION"
    ? `${keyword} is for a session that is signed in: USER and PASS, or AUTH, come first`
    : `${keyword} is only for before the sign-in`;
}
