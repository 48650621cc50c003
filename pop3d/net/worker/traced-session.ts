import type { TracedSession } from "#server/session-trace/write-traces.ts";
import type { Pop3Connection } from "./connection.ts";

/** What is to be written of a session's trace; nothing where none is kept. */
export function tracedSession({ id, trace, session }: Pop3Connection): TracedSession[] {
  return trace === null ? [] : [{ id, trace, hasSignedIn: session.view.signedInAt !== null }];
}
