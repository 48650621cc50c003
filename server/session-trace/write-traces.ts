import { setImmediate as turn } from "node:timers/promises";
import type { Store } from "../store.ts";
import type { TraceRecorder } from "./recorder.ts";
import { type TraceRow, writeTraceRows } from "./trace-statements.ts";
import type { TracedNames } from "./traced-names.ts";

export interface TracedSession {
  readonly id: string;
  readonly trace: Pick<TraceRecorder, "names" | "packed">;
  /** Then the names it said are somebody's. */
  readonly hasSignedIn: boolean;
}

/** Packed and written with a turn of the event loop between. */
const rowsAtOnce = 100;

const always = () => true;

/** Written behind, in batches, by the worker that serves the sessions: each whole, as it is now. */
export async function writeTraces(
  { logStatements }: Pick<Store, "logStatements">,
  sessions: readonly TracedSession[],
  names: Pick<TracedNames, "refresh" | "isKept">,
): Promise<void> {
  if (sessions.some(({ hasSignedIn, trace }) => !hasSignedIn && trace.names.length > 0)) await names.refresh();
  const isKept = (name: string) => names.isKept(name);
  const writing: Promise<void>[] = [];
  for (let from = 0; from < sessions.length; from += rowsAtOnce) {
    if (from > 0) await turn();
    const rows = sessions
      .slice(from, from + rowsAtOnce)
      .map(({ id, trace, hasSignedIn }): TraceRow => [id, trace.packed(hasSignedIn ? always : isKept)]);
    writing.push(logStatements.write(writeTraceRows, rows));
  }
  await Promise.all(writing);
}
