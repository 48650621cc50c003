import type { Backend, Maildrop, Refusal, SignedIn } from "../../session/backend.ts";

/** A maildrop that can say which messages a session touched in a form that outlives it. */
export interface RecordedMaildrop extends Maildrop {
  /** The sequences behind these indexes, as Session rows keep them. */
  packed(ascending: Uint32Array): Uint8Array;
}

export interface RecordedBackend extends Backend {
  openMaildrop(who: SignedIn, sessionId: string): Promise<RecordedMaildrop | Refusal>;
}

/** The same backend for one session, telling which maildrop was opened. */
export function watching(backend: RecordedBackend, opened: (maildrop: RecordedMaildrop) => void): Backend {
  return {
    authenticate: (credentials, peer) => backend.authenticate(credentials, peer),
    beginScram: (name, peer) => backend.beginScram(name, peer),
    authenticateToken: (attempt, peer) => backend.authenticateToken(attempt, peer),
    async openMaildrop(who, sessionId) {
      const maildrop = await backend.openMaildrop(who, sessionId);
      if (!("refused" in maildrop)) opened(maildrop);
      return maildrop;
    },
  };
}
