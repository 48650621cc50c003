import { Activity } from "lucide-react";
import { DataTable } from "#components/ui/data-table.tsx";
import { Empty } from "#components/ui/empty.tsx";
import { StatusChip } from "#components/ui/status-chip.tsx";
import { Time } from "#components/ui/time.tsx";
import type { DiagnosisRow } from "#server/diagnostic-run/schema.ts";
import { sentenceOf } from "./words.ts";

export function LastRuns({ runs }: { runs: readonly DiagnosisRow[] }) {
  return (
    <DataTable
      label="Last runs"
      path="/diagnostics"
      query={{}}
      rows={runs}
      rowKey={({ id }) => id}
      rowHref={({ id }) => `/diagnostics?run=${id}`}
      columns={[
        { key: "at", title: "When", cell: ({ createdAt }) => <Time at={createdAt} /> },
        { key: "what", title: "What came of it", cell: (run) => sentenceOf(run).text },
        {
          key: "verdict",
          title: "State",
          cell: (run) => <StatusChip tone={sentenceOf(run).tone}>{run.state}</StatusChip>,
        },
        { key: "by", title: "Asked for by", cell: ({ actorName }) => actorName },
      ]}
      empty={<Empty icon={Activity} title="No run yet" />}
    />
  );
}
