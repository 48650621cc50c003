import { ListChecks } from "lucide-react";
import Link from "next/link";
import { DataTable } from "#components/ui/data-table.tsx";
import { Empty } from "#components/ui/empty.tsx";
import type { Query } from "#components/ui/query.ts";
import { StatusChip, type Tone } from "#components/ui/status-chip.tsx";
import type { Page } from "#server/input/schema.ts";
import type { TaskItemRow } from "#server/task/schema.ts";

const outcomes: Readonly<Record<string, { word: string; tone: Tone }>> = {
  done: { word: "Done", tone: "good" },
  skipped: { word: "Left alone", tone: "neutral" },
  refused: { word: "Refused", tone: "danger" },
};

export interface TaskItemsProps {
  path: string;
  query: Query;
  result: Page<TaskItemRow>;
}

/** The steps of a task, with what came of each. */
export function TaskItems({ path, query, result }: TaskItemsProps) {
  return (
    <DataTable
      label="Steps"
      path={path}
      query={query}
      {...result}
      rowKey={(row) => row.number}
      columns={[
        {
          key: "object",
          title: "Account",
          cell: (row) =>
            row.accountId === null ? (
              <span className="wrap-anywhere">{row.object}</span>
            ) : (
              <Link href={`/accounts/${row.accountId}`} className="text-link wrap-anywhere hover:underline">
                {row.object}
              </Link>
            ),
        },
        {
          key: "outcome",
          title: "Outcome",
          cell: (row) => {
            const said = row.outcome === null ? { word: "Not yet", tone: "info" as const } : outcomes[row.outcome];
            return said && <StatusChip tone={said.tone}>{said.word}</StatusChip>;
          },
        },
        { key: "text", title: "", cell: (row) => <span className="text-muted wrap-anywhere">{row.text}</span> },
      ]}
      empty={<Empty icon={ListChecks} title="No step is like that" />}
    />
  );
}
