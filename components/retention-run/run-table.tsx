import { History } from "lucide-react";
import { Count, countOf } from "#components/ui/count.tsx";
import { DataTable } from "#components/ui/data-table.tsx";
import { Empty } from "#components/ui/empty.tsx";
import { Octets } from "#components/ui/octets.tsx";
import type { Query } from "#components/ui/query.ts";
import { StatusChip } from "#components/ui/status-chip.tsx";
import { Time } from "#components/ui/time.tsx";
import type { Page } from "#server/input/schema.ts";
import type { RunView } from "#server/retention-run/schema.ts";
import { runTones } from "./words.ts";

export function RunChip({ state }: { state: RunView["state"] }) {
  const { tone, word } = runTones[state];
  return <StatusChip tone={tone}>{word}</StatusChip>;
}

/** The newest first. */
export function RunTable({ result, query }: { result: Page<RunView>; query: Query }) {
  return (
    <DataTable
      label="Retention runs"
      path="/retention/runs"
      query={query}
      {...result}
      rowKey={(row) => row.id}
      rowHref={(row) => `/retention/runs/${row.id}`}
      columns={[
        {
          key: "createdAt",
          title: "Asked for",
          cell: (row) => (
            <span className="font-medium">
              <Time at={row.createdAt} />
            </span>
          ),
        },
        { key: "state", title: "State", cell: (row) => <RunChip state={row.state} /> },
        { key: "by", title: "By", cell: (row) => (row.cause === "schedule" ? "Schedule" : row.actorName) },
        { key: "planned", title: "Due", align: "end", cell: (row) => <Count value={row.plannedCount} /> },
        { key: "removed", title: "Removed", align: "end", cell: (row) => <Count value={row.removedCount} /> },
        { key: "octets", title: "Size", align: "end", cell: (row) => <Octets value={row.removedOctets} /> },
        {
          key: "locked",
          title: "In use",
          importance: "secondary",
          cell: (row) =>
            row.lockedCount === 0 ? <span className="text-muted">None</span> : countOf(row.lockedCount, "maildrop"),
        },
      ]}
      empty={
        <Empty icon={History} title="No run yet">
          Each time rules are carried out there is a report here, message by message.
        </Empty>
      }
    />
  );
}
