import { isSessionId } from "../session/session-id.ts";
import type { Store } from "../store.ts";
import type { TraceEntry } from "./schema.ts";
import { traceOf } from "./trace-statements.ts";
import { unpackTrace } from "./unpack-trace.ts";

/** What was said in a session, so far as it is written; null where nothing is kept of it. */
export async function readTrace(
  { logStatements }: Pick<Store, "logStatements">,
  sessionId: string,
): Promise<TraceEntry[] | null> {
  if (!isSessionId(sessionId)) return null;
  const packed = await logStatements.read(traceOf, sessionId);
  return packed === null ? null : unpackTrace(packed);
}
