import Link from "next/link";
import { TaskProgress } from "#components/task/task-progress.tsx";
import { ActionButton } from "#components/ui/action-button.tsx";
import type { FormAction } from "#components/ui/action-result.ts";
import { countOf } from "#components/ui/count.tsx";
import { Octets } from "#components/ui/octets.tsx";
import { Section } from "#components/ui/section.tsx";
import { StatusChip } from "#components/ui/status-chip.tsx";
import { Time } from "#components/ui/time.tsx";
import type { RecountResult } from "#server/quota/schema.ts";
import type { TaskRow } from "#server/task/schema.ts";

export interface RecountCardProps {
  /** The newest count; null where there was none. */
  task: TaskRow | null;
  result: RecountResult | null;
  recount: FormAction;
}

/** Whether what quotas go by is right, as the last count found it. */
export function RecountCard({ task, result, recount }: RecountCardProps) {
  const isOpen = task?.state === "waiting" || task?.state === "running";
  return (
    <Section
      id="counters"
      title="Are the counters right?"
      description="Quotas go by counters that move with each message. A count of every maildrop, and of its recoverable mail, proves them, and puts right what is wrong. Mail goes in and out meanwhile."
      actions={
        isOpen ? undefined : (
          <ActionButton action={recount} variant="secondary">
            Count now
          </ActionButton>
        )
      }
    >
      {task === null ? (
        <p className="text-muted">Nobody has counted yet.</p>
      ) : isOpen ? (
        <TaskProgress task={task} />
      ) : (
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <Verdict task={task} result={result} />
          <Link href={`/tasks/${task.id}`} className="text-link hover:underline">
            Report
          </Link>
        </div>
      )}
    </Section>
  );
}

function Verdict({ task, result }: Pick<RecountCardProps, "result"> & { task: TaskRow }) {
  if (result === null) {
    return (
      <>
        <StatusChip tone="warning">{task.state === "cancelled" ? "Cancelled" : "Failed"}</StatusChip>
        <span>The last count did not come to its end. {task.errorText}</span>
      </>
    );
  }
  const { accountCount, messageCount, octets, differingCount, isRepaired } = result;
  return (
    <>
      {differingCount === 0 ? (
        <StatusChip tone="good">Right</StatusChip>
      ) : (
        <StatusChip tone={isRepaired ? "info" : "danger"}>{isRepaired ? "Put right" : "Wrong"}</StatusChip>
      )}
      <span>
        {differingCount === 0
          ? "Every counter was right"
          : `The counters of ${countOf(differingCount, "account")} were wrong${isRepaired ? " and have been put right" : ""}`}
        : counted {task.endedAt && <Time at={task.endedAt} />} in {countOf(accountCount, "account")} with{" "}
        {countOf(messageCount, "message")}, <Octets value={octets} />.
      </span>
    </>
  );
}
