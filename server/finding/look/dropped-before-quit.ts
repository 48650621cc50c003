import type { Evidence } from "../schema.ts";
import type { DoctorLimits } from "./limits.ts";
import type { LateSession } from "./sessions.ts";

/** Ends by which what was marked stays, without anybody having wished it so. */
const unfinished: readonly (string | null)[] = ["dropped", "autologout", "protocol-errors"];

/** Sessions that marked messages and left without QUIT, since the last one that did remove. Null: too few to tell. */
export function droppedBeforeQuit(
  sessions: readonly LateSession[],
  { droppedSessions }: DoctorLimits,
): Evidence<"dropped-before-quit"> | null {
  const lastRemoval = sessions.findLastIndex(({ removedCount }) => removedCount > 0);
  const dropped = sessions
    .slice(lastRemoval + 1)
    .filter(({ markedCount, endReason }) => markedCount > 0 && unfinished.includes(endReason));
  const last = dropped.at(-1);
  if (last === undefined || dropped.length < droppedSessions) return null;
  const ends: Record<string, number> = {};
  for (const { endReason } of dropped) ends[endReason ?? ""] = (ends[endReason ?? ""] ?? 0) + 1;
  return {
    sessions: dropped.length,
    marked: Math.max(...dropped.map(({ markedCount }) => markedCount)),
    ends,
    lastSessionId: last.id,
    remoteAddress: last.remoteAddress,
    client: last.client,
  };
}
