import { ArchiveRestore, SearchX } from "lucide-react";
import { LinkButton } from "#components/ui/button.tsx";
import { DataTable } from "#components/ui/data-table.tsx";
import { Empty } from "#components/ui/empty.tsx";
import { Hint } from "#components/ui/hint.tsx";
import { Octets } from "#components/ui/octets.tsx";
import type { Query } from "#components/ui/query.ts";
import { StatusChip } from "#components/ui/status-chip.tsx";
import { Time } from "#components/ui/time.tsx";
import type { Page } from "#server/input/schema.ts";
import { keyOf, type RecoverableList, type RecoverableRow, type RemovalCause } from "#server/recoverable/schema.ts";

const causes: Readonly<Record<RemovalCause, string>> = {
  session: "Mail program",
  administrator: "Administrator",
  retention: "Rule",
  rebuild: "Found again",
};

export interface RecoverableTableProps {
  list: RecoverableList;
  result: Page<RecoverableRow>;
  query: Query;
  isFiltered: boolean;
}

export function RecoverableTable({ list, result, query, isFiltered }: RecoverableTableProps) {
  return (
    <DataTable
      label="Recoverable mail"
      path="/recoverable"
      query={query}
      sort={list.sort}
      direction={list.direction}
      {...result}
      rowKey={keyOf}
      columns={[
        {
          key: "message",
          title: "Message",
          cell: (row) => (
            <label className="flex min-w-0 cursor-pointer items-start gap-3">
              <input type="checkbox" name="message" value={keyOf(row)} className="mt-1 size-4 shrink-0 accent-accent" />
              <span className="flex min-w-0 flex-col">
                <span className="font-medium wrap-anywhere">{row.subject || "No subject"}</span>
                <span className="text-xs text-muted wrap-anywhere">
                  {row.sender || "No sender"} · to {row.address}
                </span>
                <span className="font-mono text-xs text-muted wrap-anywhere">{row.uniqueId}</span>
              </span>
            </label>
          ),
        },
        {
          key: "octets",
          title: "Size",
          isSortable: true,
          sortsDescendingFirst: true,
          align: "end",
          cell: (row) => <Octets value={row.octets} />,
        },
        {
          key: "downloadedAt",
          title: "Downloaded",
          importance: "secondary",
          cell: (row) =>
            row.downloadedAt ? <Time at={row.downloadedAt} /> : <span className="text-muted">Never</span>,
        },
        {
          key: "removedAt",
          title: "Removed",
          isSortable: true,
          sortsDescendingFirst: true,
          cell: (row) => (
            <span className="flex flex-col">
              <Time at={row.removedAt} />
              <span className="text-xs text-muted">
                {row.reason ? <Hint text={row.reason}>{causes[row.cause]}</Hint> : causes[row.cause]}
              </span>
            </span>
          ),
        },
        {
          key: "purgeAfterAt",
          title: "Until",
          isSortable: true,
          cell: (row) =>
            row.isHeld ? <StatusChip tone="warning">On hold</StatusChip> : <Time at={row.purgeAfterAt} />,
        },
      ]}
      empty={
        isFiltered ? (
          <Empty
            icon={SearchX}
            title="No recoverable message matches"
            actions={<LinkButton href="/recoverable">Show all</LinkButton>}
          />
        ) : (
          <Empty
            icon={ArchiveRestore}
            title="Nothing to bring back"
            actions={<LinkButton href="/retention">Retention</LinkButton>}
          >
            Mail that was removed stands here for as long as the rules keep it. From the start DELE removes for good;
            the page Retention changes that.
          </Empty>
        )
      }
    />
  );
}
