import { formatCount } from "#components/ui/count.tsx";
import type { TaskRow } from "#server/task/schema.ts";
import { timeLeft } from "./words.ts";

/** How far a task is: a bar, the steps, and the time left. */
export function TaskProgress({ task }: { task: TaskRow }) {
  const { doneCount, totalCount, title } = task;
  const share = totalCount === 0 ? 0 : Math.min(1, doneCount / totalCount);
  const left = timeLeft(task);
  return (
    <div className="flex min-w-32 flex-col gap-1">
      <div
        role="progressbar"
        aria-label={title}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={Math.round(share * 100)}
        className="h-1.5 w-full overflow-hidden rounded-full bg-default"
      >
        <div className="h-full rounded-full bg-accent" style={{ width: `${share * 100}%` }} />
      </div>
      <span className="text-xs text-muted tabular-nums">
        {formatCount(doneCount)} of {formatCount(totalCount)}
        {left && ` · ${left}`}
      </span>
    </div>
  );
}
