import { ListTree, SearchX } from "lucide-react";
import { LinkButton } from "#components/ui/button.tsx";
import { DataTable } from "#components/ui/data-table.tsx";
import { Empty } from "#components/ui/empty.tsx";
import type { Query } from "#components/ui/query.ts";
import { StatusChip } from "#components/ui/status-chip.tsx";
import { Time } from "#components/ui/time.tsx";
import type { Page } from "#server/input/schema.ts";
import type { DifferingRow } from "#server/retention/schema.ts";

/** Domains and accounts that say something themselves. */
export function DifferingTable({ result, query }: { result: Page<DifferingRow>; query: Query }) {
  return (
    <DataTable
      label="Domains and accounts with a rule of their own"
      path="/retention"
      query={query}
      {...result}
      rowKey={(row) => `${row.level} ${row.id}`}
      rowHref={(row) => `/retention?level=${row.level}&id=${row.id}`}
      columns={[
        {
          key: "name",
          title: "Domain or account",
          cell: (row) => (
            <span className="inline-flex flex-wrap items-center gap-2 font-medium wrap-anywhere">
              {row.name}
              {row.holdReason !== null && <StatusChip tone="warning">On hold</StatusChip>}
            </span>
          ),
        },
        { key: "says", title: "Says", cell: (row) => <span className="wrap-anywhere">{row.says || "–"}</span> },
        { key: "changedAt", title: "Changed", cell: (row) => <Time at={row.changedAt} /> },
      ]}
      empty={
        query.search ? (
          <Empty
            icon={SearchX}
            title="None of these matches"
            actions={<LinkButton href="/retention">Show all</LinkButton>}
          />
        ) : (
          <Empty icon={ListTree} title="Every domain and account goes by the server's rule">
            Open a domain or an account to give it a rule of its own; the nearest wins, field by field.
          </Empty>
        )
      }
    />
  );
}
