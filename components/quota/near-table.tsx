import { CircleCheck, SearchX } from "lucide-react";
import { LinkButton } from "#components/ui/button.tsx";
import { countOf } from "#components/ui/count.tsx";
import { DataTable } from "#components/ui/data-table.tsx";
import { Empty } from "#components/ui/empty.tsx";
import type { Query } from "#components/ui/query.ts";
import { StatusChip } from "#components/ui/status-chip.tsx";
import { Time } from "#components/ui/time.tsx";
import type { Page } from "#server/input/schema.ts";
import type { NearRow } from "#server/quota/schema.ts";
import { MessagesUsed, OctetsUsed } from "./used.tsx";

export interface NearTableProps {
  /** The page it stands on. */
  path?: string;
  result: Page<NearRow>;
  query: Query;
  filter: string;
  thresholds: readonly number[];
}

/** The fullest first. */
export function NearTable({ path = "/quotas", result, query, filter, thresholds }: NearTableProps) {
  return (
    <DataTable
      label="Accounts near their quota"
      path={path}
      query={query}
      {...result}
      rowKey={(row) => row.id}
      rowHref={(row) => `/accounts/${row.id}`}
      columns={[
        {
          key: "address",
          title: "Address",
          cell: (row) => <span className="font-medium wrap-anywhere">{row.address}</span>,
        },
        {
          key: "state",
          title: "State",
          cell: (row) =>
            row.percent >= 100 ? (
              <StatusChip tone="danger">Full</StatusChip>
            ) : (
              <StatusChip tone="warning">{`${row.percent} %`}</StatusChip>
            ),
        },
        {
          key: "octets",
          title: "Size",
          cell: (row) => (
            <OctetsUsed of={row.address} value={row.octets} limit={row.quotaOctets} thresholds={thresholds} />
          ),
        },
        {
          key: "messages",
          title: "Messages",
          align: "end",
          cell: (row) => (
            <MessagesUsed of={row.address} value={row.messageCount} limit={row.quotaMessages} thresholds={thresholds} />
          ),
        },
        {
          key: "crossedAt",
          title: "Since",
          importance: "secondary",
          cell: (row) => (row.crossedAt ? <Time at={row.crossedAt} /> : <span className="text-muted">Just now</span>),
        },
        {
          key: "refused",
          title: "Mail refused",
          cell: (row) =>
            row.refusedAt === null ? (
              <span className="text-muted">None</span>
            ) : (
              <span>
                {countOf(row.refusedCount, "time")}, last <Time at={row.refusedAt} />
              </span>
            ),
        },
      ]}
      empty={
        filter === "near" ? (
          <Empty icon={CircleCheck} title="Nobody is near a quota">
            Accounts that fill up appear here, the fullest first.
          </Empty>
        ) : (
          <Empty
            icon={SearchX}
            title="None of these"
            actions={<LinkButton href="/quotas">Show who is near</LinkButton>}
          >
            {filter === "full" ? "No account is full." : "No account was refused mail for want of room."}
          </Empty>
        )
      }
    />
  );
}
