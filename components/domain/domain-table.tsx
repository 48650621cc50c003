import { Globe, SearchX } from "lucide-react";
import type { FormAction } from "#components/ui/action-result.ts";
import { LinkButton } from "#components/ui/button.tsx";
import { Count } from "#components/ui/count.tsx";
import { DataTable } from "#components/ui/data-table.tsx";
import { Empty } from "#components/ui/empty.tsx";
import { Octets } from "#components/ui/octets.tsx";
import type { Query } from "#components/ui/query.ts";
import { StatusChip } from "#components/ui/status-chip.tsx";
import { Time } from "#components/ui/time.tsx";
import type { DomainList, ListedDomain } from "#server/domain/schema.ts";
import type { Page } from "#server/input/schema.ts";
import { CatchAll } from "./catch-all.tsx";
import { DeleteDomain } from "./delete-domain.tsx";
import { NewDomain, type NewDomainProps } from "./new-domain.tsx";

export interface DomainTableProps extends Pick<NewDomainProps, "create"> {
  list: DomainList;
  result: Page<ListedDomain>;
  query: Query;
  remove: FormAction;
  setCatchAll: FormAction;
}

export function DomainTable({ list, result, query, create, remove, setCatchAll }: DomainTableProps) {
  return (
    <DataTable
      label="Domains"
      path="/domains"
      query={query}
      sort={list.sort}
      direction={list.direction}
      {...result}
      rowKey={(row) => row.id}
      rowHref={(row) => `/domains/${row.id}`}
      columns={[
        {
          key: "name",
          title: "Domain",
          isSortable: true,
          cell: (row) => (
            <span className="inline-flex flex-wrap items-center gap-2 font-medium wrap-anywhere">
              {row.name}
              {row.isSample && <StatusChip tone="info">Sample</StatusChip>}
            </span>
          ),
        },
        {
          key: "accountCount",
          title: "Accounts",
          isSortable: true,
          sortsDescendingFirst: true,
          align: "end",
          cell: (row) => <Count value={row.accountCount} />,
        },
        { key: "aliasCount", title: "Aliases", align: "end", cell: (row) => <Count value={row.aliasCount} /> },
        {
          key: "catchAll",
          title: "Catch-all",
          cell: (row) => <span className="wrap-anywhere">{row.catchAll ?? "–"}</span>,
        },
        {
          key: "recoverableOctets",
          title: "Recoverable",
          isSortable: true,
          sortsDescendingFirst: true,
          align: "end",
          cell: (row) => <Octets value={row.recoverableOctets} />,
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
        <>
          <LinkButton href={`/retention?level=domain&id=${row.id}`} variant="ghost">
            Retention
          </LinkButton>
          <CatchAll domain={row} action={setCatchAll} />
          <DeleteDomain domain={row} action={remove} />
        </>
      )}
      empty={
        list.search ? (
          <Empty icon={SearchX} title="No domain matches" actions={<LinkButton href="/domains">Show all</LinkButton>} />
        ) : (
          <Empty icon={Globe} title="No domains yet" actions={<NewDomain create={create} />}>
            A domain is what stands after the @. Mail for it must be handed over by your mail server; accounts are then
            created in it.
          </Empty>
        )
      }
    />
  );
}
