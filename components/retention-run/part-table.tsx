import { Trash2 } from "lucide-react";
import { Count } from "#components/ui/count.tsx";
import { DataTable } from "#components/ui/data-table.tsx";
import { Empty } from "#components/ui/empty.tsx";
import { Octets } from "#components/ui/octets.tsx";
import type { Query } from "#components/ui/query.ts";
import { Time } from "#components/ui/time.tsx";
import type { Page } from "#server/input/schema.ts";
import type { RunPartView } from "#server/retention-run/schema.ts";

/** What a run removed, maildrop by maildrop. */
export function RunPartTable({ runId, result, query }: { runId: number; result: Page<RunPartView>; query: Query }) {
  return (
    <DataTable
      label="What was removed"
      path={`/retention/runs/${runId}`}
      query={query}
      {...result}
      rowKey={(row) => row.id}
      columns={[
        {
          key: "address",
          title: "Account",
          cell: (row) => <span className="font-medium wrap-anywhere">{row.address}</span>,
        },
        { key: "messages", title: "Messages", align: "end", cell: (row) => <Count value={row.messageCount} /> },
        { key: "octets", title: "Size", align: "end", cell: (row) => <Octets value={row.octets} /> },
        { key: "rule", title: "Rule", cell: (row) => row.rule },
        { key: "removedAt", title: "Removed", importance: "secondary", cell: (row) => <Time at={row.removedAt} /> },
        {
          key: "purgeAfterAt",
          title: "Recoverable",
          cell: (row) => (row.purgeAfterAt === null ? "No" : <Time at={row.purgeAfterAt} />),
        },
      ]}
      empty={
        <Empty icon={Trash2} title="Nothing was removed">
          What this run removes appears here, with the rule it went by.
        </Empty>
      }
    />
  );
}
