import { isInPacked, sequencesOf } from "../../maildrop/packed-set.ts";
import type { Evidence, ProgramSeen } from "../schema.ts";
import type { DoctorLimits } from "./limits.ts";
import { type LateSession, programOf } from "./sessions.ts";

/** Of one session's removals looked at: enough to tell. */
const mostRemoved = 2_000;

/**
 * Programs that take mail away from each other: what one removes, another that comes regularly never had; or one is refused because another
 * is in. `refused`: how often that was. Two of a kind with one password cannot be told apart but by that.
 */
export function twoPrograms(
  sessions: readonly LateSession[],
  refused: number,
  { missedMessages, refusedSignIns }: DoctorLimits,
): Evidence<"two-programs"> | null {
  const programs = new Map<string, LateSession[]>();
  for (const session of sessions)
    programs.set(programOf(session), [...(programs.get(programOf(session)) ?? []), session]);
  // Who came once is no device that misses anything.
  const regular = [...programs.values()].filter((own) => own.length > 1);
  const missed = regular.length < 2 ? 0 : countMissed(regular);
  if (missed < missedMessages && refused < refusedSignIns) return null;
  return { programs: [...programs.values()].map(seen), missed, refused };
}

function countMissed(programs: readonly (readonly LateSession[])[]): number {
  let missed = 0;
  for (const own of programs) {
    for (const { marked, removedCount, endedAt, startedAt } of own) {
      if (marked === null || removedCount === 0) continue;
      const at = (endedAt ?? startedAt).getTime();
      // Another that was there before, and came again after.
      const others = programs.filter((other) => other !== own && isAround(other, at));
      if (others.length === 0) continue;
      let looked = 0;
      for (const sequence of sequencesOf(marked)) {
        looked += 1;
        if (looked > mostRemoved) break;
        const hasMissed = others.some(
          (other) => !other.some(({ retrieved }) => retrieved && isInPacked(retrieved, sequence)),
        );
        if (hasMissed) missed += 1;
      }
    }
  }
  return missed;
}

function isAround(sessions: readonly LateSession[], at: number): boolean {
  const [first, last] = [sessions[0], sessions.at(-1)];
  return first !== undefined && last !== undefined && first.startedAt.getTime() < at && last.startedAt.getTime() > at;
}

function seen(sessions: readonly LateSession[]): ProgramSeen {
  const last = sessions.at(-1);
  const sum = (count: (session: LateSession) => number) => sessions.reduce((all, session) => all + count(session), 0);
  return {
    remoteAddress: last?.remoteAddress ?? "",
    client: last?.client ?? null,
    sessions: sessions.length,
    retrieved: sum(({ retrievedCount }) => retrievedCount),
    removed: sum(({ removedCount }) => removedCount),
  };
}
