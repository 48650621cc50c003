import { SearchX } from "lucide-react";
import { DataTable } from "#components/ui/data-table.tsx";
import { Empty } from "#components/ui/empty.tsx";
import type { Query } from "#components/ui/query.ts";
import { StatusChip, type Tone } from "#components/ui/status-chip.tsx";
import type { ImportVerdict } from "#server/account/import/schema.ts";
import type { Page } from "#server/input/schema.ts";
import type { TaskItemRow } from "#server/task/schema.ts";

export const verdictWords: Readonly<Record<ImportVerdict, { word: string; tone: Tone }>> = {
  new: { word: "New", tone: "good" },
  change: { word: "Changes", tone: "info" },
  unchanged: { word: "As it is", tone: "neutral" },
  domain: { word: "Unknown domain", tone: "warning" },
  duplicate: { word: "Twice", tone: "warning" },
  refused: { word: "Refused", tone: "danger" },
};

export interface ImportPreviewProps {
  path: string;
  query: Query;
  result: Page<TaskItemRow>;
}

/** What would become of each line. */
export function ImportPreview({ path, query, result }: ImportPreviewProps) {
  return (
    <DataTable
      label="Lines"
      path={path}
      query={query}
      {...result}
      rowKey={(row) => row.number}
      columns={[
        { key: "object", title: "Address", cell: (row) => <span className="wrap-anywhere">{row.object || "–"}</span> },
        { key: "line", title: "Line", align: "end", cell: (row) => row.number },
        {
          key: "verdict",
          title: "What becomes of it",
          cell: (row) => {
            const { word, tone } = verdictWords[row.verdict as ImportVerdict];
            return <StatusChip tone={tone}>{word}</StatusChip>;
          },
        },
        {
          key: "text",
          title: "Why",
          cell: (row) => <span className="block text-muted wrap-anywhere sm:min-w-56">{row.text}</span>,
        },
      ]}
      empty={<Empty icon={SearchX} title="No line is like that" />}
    />
  );
}
