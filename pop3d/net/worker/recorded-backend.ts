import type { Backend, Maildrop, Refusal, SignedIn } from "../../session/backend.ts";

/** A maildrop that can say which messages a session touched in a form that outlives it. */
export interface RecordedMaildrop extends Maildrop {
  /** The sequences behind these indexes, as Session rows keep them. */
  packed(ascending: Uint32Array): Uint8Array;
}

export interface RecordedBackend extends Backend {
  openMaildrop(who: SignedIn, sessionId: string): Promise<RecordedMaildrop | Refusal>;
}

/** Who is told which maildrop a session opened. */
export interface MaildropWatcher {
  opened(maildrop: RecordedMaildrop): void;
}

/** The same backend for one session, telling which maildrop was opened. */
export class WatchedBackend implements Backend {
  readonly #backend: RecordedBackend;
  readonly #watcher: MaildropWatcher;

  constructor(backend: RecordedBackend, watcher: MaildropWatcher) {
    this.#backend = backend;
    this.#watcher = watcher;
  }

  refusedEarly(...given: Parameters<Backend["refusedEarly"]>): void {
    this.#backend.refusedEarly(...given);
  }

  authenticate(...given: Parameters<Backend["authenticate"]>): ReturnType<Backend["authenticate"]> {
    return this.#backend.authenticate(...given);
  }

  beginScram(...given: Parameters<Backend["beginScram"]>): ReturnType<Backend["beginScram"]> {
    return this.#backend.beginScram(...given);
  }

  authenticateToken(...given: Parameters<Backend["authenticateToken"]>): ReturnType<Backend["authenticateToken"]> {
    return this.#backend.authenticateToken(...given);
  }

  openMaildrop(who: SignedIn, sessionId: string): Promise<RecordedMaildrop | Refusal> {
    return this.#backend.openMaildrop(who, sessionId).then((maildrop) => {
      if (!("refused" in maildrop)) this.#watcher.opened(maildrop);
      return maildrop;
    });
  }
}
