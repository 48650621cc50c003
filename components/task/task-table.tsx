import { ListChecks } from "lucide-react";
import type { FormAction } from "#components/ui/action-result.ts";
import { ActionButton } from "#components/ui/action-button.tsx";
import { DataTable } from "#components/ui/data-table.tsx";
import { Empty } from "#components/ui/empty.tsx";
import type { Query } from "#components/ui/query.ts";
import { StatusChip } from "#components/ui/status-chip.tsx";
import { Time } from "#components/ui/time.tsx";
import type { Page } from "#server/input/schema.ts";
import type { TaskRow } from "#server/task/schema.ts";
import { TaskProgress } from "./task-progress.tsx";
import { stateOf } from "./words.ts";

export interface TaskTableProps {
  result: Page<TaskRow>;
  query: Query;
  cancel: FormAction;
}

export function TaskTable({ result, query, cancel }: TaskTableProps) {
  return (
    <DataTable
      label="Tasks"
      path="/tasks"
      query={query}
      {...result}
      rowKey={(row) => row.id}
      rowHref={(row) => `/tasks/${row.id}`}
      columns={[
        { key: "title", title: "Task", cell: (row) => <span className="font-medium wrap-anywhere">{row.title}</span> },
        {
          key: "state",
          title: "State",
          cell: (row) => {
            const { word, tone, hint } = stateOf(row);
            return (
              <StatusChip tone={tone} hint={hint}>
                {word}
              </StatusChip>
            );
          },
        },
        { key: "progress", title: "Progress", cell: (row) => <TaskProgress task={row} /> },
        { key: "by", title: "Asked for by", cell: (row) => <span className="wrap-anywhere">{row.actorName}</span> },
        { key: "at", title: "Asked", cell: (row) => <Time at={row.createdAt} /> },
      ]}
      rowActions={(row) =>
        (row.state === "waiting" || row.state === "running") && !row.isCancelWished ? (
          <ActionButton action={cancel} fields={{ id: row.id }} variant="ghost">
            Cancel
          </ActionButton>
        ) : null
      }
      empty={
        <Empty icon={ListChecks} title="No tasks">
          Long work stands here while it runs and afterwards: imports, and changes of many accounts. Leaving the page
          does not end it.
        </Empty>
      }
    />
  );
}
