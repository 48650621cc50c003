import { countOf } from "#components/ui/count.tsx";
import type { LockCounts, LockRow, StaleReason } from "#server/lock/schema.ts";

/** Why a lock is stale: in a word or two, and in a sentence. */
export const staleWords: Readonly<Record<StaleReason, { word: string; meaning: string }>> = {
  "worker-gone": {
    word: "worker gone",
    meaning: "The process that held it has ended. The daemon frees such locks by itself within five seconds.",
  },
  "node-gone": {
    word: "node gone",
    meaning: "The daemon of that machine is not heard from any more. When it comes back it frees the lock at once.",
  },
  "lease-past": {
    word: "lease past",
    meaning: "Its worker does not answer any more, although the daemon of that machine runs.",
  },
  "session-ended": {
    word: "session ended",
    meaning: "Its session is over, and the lock was not given back.",
  },
};

/** Who holds what, in a sentence. */
export function locksSentence({ total, stale }: LockCounts): string {
  if (total === 0) return "No maildrop is locked: everybody can sign in.";
  const locked = `${countOf(total, "maildrop")} ${total === 1 ? "is" : "are"} locked`;
  if (stale === 0) return `${locked}; none of the locks is stale. Each is given back when its session ends.`;
  const whom = stale === total ? (stale === 1 ? "its lock is stale" : "all locks are stale") : `${stale} stale`;
  return `${locked}, ${whom}: ${stale === 1 ? "its owner is" : "their owners are"} kept out by a session that is no more.`;
}

/** How long nothing was heard, where that is why. */
export function silenceText({ silentMs }: Pick<LockRow, "silentMs">): string | null {
  if (silentMs === null) return null;
  const seconds = Math.round(silentMs / 1000);
  if (seconds < 120) return `silent for ${seconds} s`;
  return seconds < 7_200 ? `silent for ${Math.round(seconds / 60)} min` : `silent for ${Math.round(seconds / 3_600)} h`;
}
