import { runsOf } from "../../maildrop/packed-set.ts";
import type { Evidence } from "../schema.ts";
import type { DoctorLimits } from "./limits.ts";
import { type LateSession, programOf } from "./sessions.ts";

/** One program that downloads what it has downloaded before, again and again. Null where none does, or none does it any more. */
export function downloadsAgain(
  sessions: readonly LateSession[],
  { repeatedDownloads }: DoctorLimits,
): Evidence<"downloads-again"> | null {
  const programs = new Map<string, LateSession[]>();
  for (const session of sessions) {
    if (session.retrieved === null) continue;
    const own = programs.get(programOf(session));
    if (own) own.push(session);
    else programs.set(programOf(session), [session]);
  }
  let worst: Evidence<"downloads-again"> | null = null;
  for (const own of programs.values()) {
    const last = own.at(-1);
    // Only what its newest download repeats, and leaves there: who has learned better, or removed it at last, is forgiven.
    const repeated = last === undefined || last.removedCount > 0 ? 0 : countRepeated(own, repeatedDownloads);
    if (last === undefined || repeated === 0 || repeated <= (worst?.messages ?? 0)) continue;
    worst = {
      sessions: own.length,
      messages: repeated,
      times: repeatedDownloads,
      octets: own.reduce((sum, { octetsSent }) => sum + Number(octetsSent), 0),
      lastSessionId: last.id,
      remoteAddress: last.remoteAddress,
      client: last.client,
    };
  }
  return worst;
}

/** Messages that the newest of these sessions has, and so many of all of them. By the ends of runs: a set may hold many thousands. */
function countRepeated(sessions: readonly LateSession[], times: number): number {
  const edges: { at: number; change: number; isNewest: boolean }[] = [];
  for (const [index, { retrieved }] of sessions.entries()) {
    const isNewest = index === sessions.length - 1;
    for (const { first, last } of runsOf(retrieved ?? empty)) {
      edges.push({ at: first, change: 1, isNewest }, { at: last + 1, change: -1, isNewest });
    }
  }
  edges.sort((one, other) => one.at - other.at);
  let [depth, newest, repeated, from] = [0, 0, 0, 0];
  for (const { at, change, isNewest } of edges) {
    if (depth >= times && newest > 0) repeated += at - from;
    from = at;
    depth += change;
    if (isNewest) newest += change;
  }
  return repeated;
}

const empty = Uint8Array.of(1);
