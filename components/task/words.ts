import type { Tone } from "#components/ui/status-chip.tsx";
import type { TaskRow } from "#server/task/schema.ts";

/** A task's state as a word. */
export function stateOf(task: TaskRow): { word: string; tone: Tone; hint?: string } {
  if (task.isInterrupted) {
    return {
      word: "Interrupted",
      tone: "warning",
      hint: "The process that ran it has gone. It goes on from where it was as soon as the console runs again.",
    };
  }
  switch (task.state) {
    case "draft":
      return { word: "Prepared", tone: "info" };
    case "waiting":
      return { word: "Waiting", tone: "info" };
    case "running":
      return task.isCancelWished ? { word: "Stopping", tone: "warning" } : { word: "Running", tone: "info" };
    case "done":
      return { word: "Done", tone: "good" };
    case "failed":
      return { word: "Failed", tone: "danger" };
    case "cancelled":
      return { word: "Cancelled", tone: "warning", hint: "What was done before stays done." };
    case "discarded":
      return { word: "Discarded", tone: "neutral" };
    case "undone":
      return { word: "Undone", tone: "neutral" };
  }
}

/** "some 3 min left", from how long it took so far; null while that says nothing. */
export function timeLeft(task: TaskRow): string | null {
  const { state, startedAt, seenAt, doneCount, totalCount } = task;
  if (state !== "running" || !startedAt || !seenAt || doneCount < 20) return null;
  const seconds = ((seenAt.getTime() - startedAt.getTime()) / 1000 / doneCount) * (totalCount - doneCount);
  if (!Number.isFinite(seconds) || seconds <= 0) return null;
  return seconds < 90 ? `some ${Math.ceil(seconds)} s left` : `some ${Math.ceil(seconds / 60)} min left`;
}
