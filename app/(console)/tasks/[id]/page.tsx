import { Download, Undo2 } from "lucide-react";
import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { Live } from "#components/live/live.tsx";
import { LeftOver } from "#components/task/left-over.tsx";
import { TaskItems } from "#components/task/task-items.tsx";
import { TaskProgress } from "#components/task/task-progress.tsx";
import { stateOf } from "#components/task/words.ts";
import { ActionButton } from "#components/ui/action-button.tsx";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { formatCount } from "#components/ui/count.tsx";
import { FilterLinks } from "#components/ui/filter-links.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { Page } from "#components/ui/page.tsx";
import type { Query } from "#components/ui/query.ts";
import { Section } from "#components/ui/section.tsx";
import { StatusChip } from "#components/ui/status-chip.tsx";
import { Time } from "#components/ui/time.tsx";
import { rowId } from "#server/input/schema.ts";
import { countTaskItems, readTask, readTaskItems } from "#server/task/read.ts";
import { continuableDays, type ItemOutcome, taskItemList } from "#server/task/schema.ts";
import { requireAdministrator } from "#server/web/require-administrator.ts";
import { theStore } from "#server/web/the-store.ts";
import { cancelTaskAction, continueTaskAction, giveUpTaskAction, undoAccountChangeAction } from "../actions.ts";

export const metadata: Metadata = { title: "Task" };

const dayMs = 24 * 60 * 60 * 1000;

interface TaskProps {
  params: Promise<{ id: string }>;
  searchParams: Promise<Query>;
}

export default async function TaskPage({ params, searchParams }: TaskProps) {
  await requireAdministrator();
  const store = await theStore();
  const [{ id: text }, query] = [await params, await searchParams];
  const id = rowId.safeParse(text);
  const task = id.success ? await readTask(store, id.data) : null;
  if (task === null) notFound();
  const [items, counts] = await Promise.all([
    readTaskItems(store, task.id, taskItemList.parse(query)),
    countTaskItems(store, task.id),
  ]);
  const count = (outcome: ItemOutcome | null) =>
    counts.filter((each) => each.outcome === outcome).reduce((all, each) => all + each.count, 0);
  const label = (word: string, outcome: ItemOutcome | null) => `${word} ${formatCount(count(outcome))}`;
  const path = `/tasks/${task.id}`;
  const { word, tone, hint } = stateOf(task);
  const canContinue = (task.state === "failed" || task.state === "cancelled") && count(null) > 0;
  const isOpen = task.state === "waiting" || task.state === "running";
  const canUndo =
    task.kind === "account-change" && ["done", "cancelled", "failed"].includes(task.state) && count("done") > 0;
  return (
    <Page
      title={task.title}
      back={{ href: "/tasks", label: "Tasks" }}
      description={
        <span className="inline-flex flex-wrap items-center gap-2">
          <StatusChip tone={tone} hint={hint}>
            {word}
          </StatusChip>
          <span>
            Asked for by {task.actorName} <Time at={task.createdAt} />
            {task.endedAt && (
              <>
                , ended <Time at={task.endedAt} />
              </>
            )}
            .
          </span>
        </span>
      }
      actions={
        <>
          {counts.length > 0 && (
            <a href={`/api/tasks/${task.id}/report`} className="button button--outline button--sm">
              <Download aria-hidden className="size-4" />
              Report
            </a>
          )}
          {isOpen && !task.isCancelWished && (
            <ActionButton action={cancelTaskAction} fields={{ id: task.id }}>
              Cancel
            </ActionButton>
          )}
          {canUndo && (
            <ConfirmDialog
              trigger="Undo"
              triggerVariant="secondary"
              triggerIcon={<Undo2 aria-hidden />}
              tone="default"
              title="Undo this change?"
              action={undoAccountChangeAction}
              fields={{ id: task.id }}
              confirm="Undo"
            >
              <p>
                {formatCount(count("done"))} accounts become what they were before. Those that were changed since stay
                as they are, and are named.
              </p>
            </ConfirmDialog>
          )}
        </>
      }
    >
      <Live topics={["tasks", "changes"]} />
      {task.errorText && (
        <Notice tone="danger" title={task.errorText}>
          What is done stays done.
        </Notice>
      )}
      {canContinue && task.endedAt && (
        <LeftOver
          id={task.id}
          count={count(null)}
          untilAt={new Date(task.endedAt.getTime() + continuableDays * dayMs)}
          goOn={continueTaskAction}
          giveUp={giveUpTaskAction}
        />
      )}
      {isOpen && (
        <Section>
          <TaskProgress task={task} />
        </Section>
      )}
      <div className="flex flex-col gap-3">
        <FilterLinks
          label="Which steps"
          name="outcome"
          path={path}
          query={query}
          choices={[
            { value: "", label: "All" },
            { value: "done", label: label("Done", "done") },
            { value: "skipped", label: label("Left alone", "skipped") },
            { value: "refused", label: label("Refused", "refused") },
            { value: "open", label: label("Not yet", null) },
          ]}
        />
        <Section isFlush>
          <TaskItems path={path} query={query} result={items} />
        </Section>
      </div>
    </Page>
  );
}
