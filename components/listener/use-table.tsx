import { Users } from "lucide-react";
import Link from "next/link";
import { ActionButton } from "#components/ui/action-button.tsx";
import type { FormAction } from "#components/ui/action-result.ts";
import { Count } from "#components/ui/count.tsx";
import { DataTable } from "#components/ui/data-table.tsx";
import { Empty } from "#components/ui/empty.tsx";
import type { Query } from "#components/ui/query.ts";
import { StatusChip } from "#components/ui/status-chip.tsx";
import { Time } from "#components/ui/time.tsx";
import type { Page } from "#server/input/schema.ts";
import type { ListenerUse, ListenerUseList } from "#server/listener/schema.ts";

export interface UseTableProps {
  listenerId: number;
  page: Page<ListenerUse>;
  list: ListenerUseList;
  query: Query;
  /** Makes an exception. */
  spare: FormAction;
  /** Whether exceptions mean anything here. */
  isSparing: boolean;
}

/** Who signed in through a listener, from where and with what. */
export function UseTable({ listenerId, page, list, query, spare, isSparing }: UseTableProps) {
  const spareFields = ({ address }: ListenerUse) => ({
    policy: "cleartext",
    listenerId,
    whom: "account",
    address,
    lasts: "2h",
  });
  return (
    <DataTable
      label="Sign-ins of the last 30 days"
      path={`/listeners/${listenerId}`}
      query={query}
      rows={page.rows}
      total={page.total}
      isCut={page.isCut}
      page={page.page}
      pageSize={page.pageSize}
      sort="lastAt"
      direction={list.direction}
      rowKey={(row) => `${row.accountId} ${row.remoteAddress} ${row.tlsVersion}`}
      columns={[
        {
          key: "account",
          title: "Account",
          cell: (row) =>
            row.accountId === null ? (
              row.address || "nobody"
            ) : (
              <Link href={`/accounts/${row.accountId}`} className="font-medium wrap-anywhere hover:underline">
                {row.address}
              </Link>
            ),
        },
        {
          key: "from",
          title: "From",
          cell: (row) => (
            <Link
              href={`/sessions?search=${encodeURIComponent(row.remoteAddress)}&listener=${listenerId}`}
              className="font-mono text-[0.8125rem] wrap-anywhere hover:underline"
            >
              {row.remoteAddress}
            </Link>
          ),
        },
        {
          key: "tls",
          title: "Protection",
          cell: (row) =>
            row.tlsVersion === null ? <StatusChip tone="warning">in the clear</StatusChip> : row.tlsVersion,
        },
        {
          key: "client",
          title: "Program",
          importance: "secondary",
          cell: (row) => <span className="text-muted wrap-anywhere">{row.client ?? "not known"}</span>,
        },
        { key: "signInCount", title: "Sign-ins", align: "end", cell: (row) => <Count value={row.signInCount} /> },
        {
          key: "lastAt",
          title: "Last",
          isSortable: true,
          sortsDescendingFirst: true,
          cell: (row) => <Time at={row.lastAt} />,
        },
      ]}
      rowActions={
        isSparing
          ? (row) =>
              row.tlsVersion === null &&
              row.accountId !== null && (
                <ActionButton
                  action={spare}
                  fields={spareFields(row)}
                  label={`Spare ${row.address} for two hours`}
                  doneMessage={`${row.address} may do without TLS here for two hours.`}
                  variant="secondary"
                >
                  Spare for 2 hours
                </ActionButton>
              )
          : undefined
      }
      empty={
        <Empty icon={Users} title={list.tls === "no" ? "Nobody came without TLS" : "Nobody signed in here"}>
          In the last 30 days, as far as sessions were recorded.
        </Empty>
      }
    />
  );
}
