import { SearchX, Split, Trash2 } from "lucide-react";
import Link from "next/link";
import type { FormAction } from "#components/ui/action-result.ts";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { DataTable } from "#components/ui/data-table.tsx";
import { Empty } from "#components/ui/empty.tsx";
import type { Query } from "#components/ui/query.ts";
import { Time } from "#components/ui/time.tsx";
import type { AliasList, AliasListRow } from "#server/account/schema.ts";
import type { Page } from "#server/input/schema.ts";

export interface AliasTableProps {
  list: AliasList;
  result: Page<AliasListRow>;
  query: Query;
  remove: FormAction;
}

export function AliasTable({ list, result, query, remove }: AliasTableProps) {
  return (
    <DataTable
      label="Aliases"
      path="/accounts/aliases"
      query={query}
      sort={list.sort}
      direction={list.direction}
      {...result}
      rowKey={(row) => row.id}
      columns={[
        {
          key: "address",
          title: "Alias",
          isSortable: true,
          cell: (row) => <span className="font-medium wrap-anywhere">{row.address}</span>,
        },
        {
          key: "account",
          title: "Delivers into",
          isSortable: true,
          cell: (row) => (
            <Link href={`/accounts/${row.accountId}`} className="text-link wrap-anywhere hover:underline">
              {row.account}
            </Link>
          ),
        },
        {
          key: "createdAt",
          title: "Created",
          isSortable: true,
          sortsDescendingFirst: true,
          cell: (row) => <Time at={row.createdAt} />,
        },
      ]}
      rowActions={(row) => (
        <ConfirmDialog
          trigger="Delete"
          triggerVariant="ghost"
          triggerIcon={<Trash2 aria-hidden />}
          title={`Delete the alias ${row.address}?`}
          action={remove}
          fields={{ id: row.id }}
          confirm="Delete alias"
          doneMessage={`${row.address} is deleted.`}
        >
          <p>Mail for it is refused from then on, unless the domain has a catch-all. What has arrived stays.</p>
        </ConfirmDialog>
      )}
      empty={
        <Empty icon={list.search ? SearchX : Split} title={list.search ? "No alias matches" : "No aliases yet"}>
          {!list.search && "An alias is made on the page of the account that gets its mail."}
        </Empty>
      }
    />
  );
}
