import type { Backend, Peer } from "./backend.ts";
import type { SessionContext } from "./command.ts";
import { firstManner } from "./language.ts";
import type { SessionPolicy } from "./policy.ts";
import type { Pop3SessionOptions } from "./session.ts";
import { freshAuthorization, type State } from "./state.ts";

/** What commands see of their session. A class, since one is made for every connection. */
export class LiveContext implements SessionContext {
  readonly #options: Pop3SessionOptions;
  #signInFailures = 0;
  state: State = freshAuthorization;
  manner = firstManner();
  now = 0;

  constructor(options: Pop3SessionOptions) {
    this.#options = options;
  }

  get id(): string {
    return this.#options.id;
  }

  get backend(): Backend {
    return this.#options.backend;
  }

  get policy(): SessionPolicy {
    return this.#options.policy();
  }

  get peer(): Peer {
    return this.#options.peer();
  }

  enter(state: State): void {
    this.state = state;
  }

  countSignInFailure(): number {
    this.#signInFailures += 1;
    return this.#signInFailures;
  }

  report(error: unknown): string {
    return this.#options.onIncident(error);
  }
}
