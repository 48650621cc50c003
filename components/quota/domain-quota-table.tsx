import { Globe, SearchX } from "lucide-react";
import type { FormAction } from "#components/ui/action-result.ts";
import { LinkButton } from "#components/ui/button.tsx";
import { Count } from "#components/ui/count.tsx";
import { DataTable } from "#components/ui/data-table.tsx";
import { Empty } from "#components/ui/empty.tsx";
import type { Query } from "#components/ui/query.ts";
import type { Page } from "#server/input/schema.ts";
import type { DomainQuotaEffect, DomainQuotaRow } from "#server/quota/schema.ts";
import { DomainQuotaDialog } from "./domain-quota-dialog.tsx";
import { limitText } from "./in-force.ts";
import { MessagesUsed, OctetsUsed } from "./used.tsx";

export interface DomainQuotaTableProps {
  result: Page<DomainQuotaRow>;
  query: Query;
  isFiltered: boolean;
  thresholds: readonly number[];
  save: FormAction;
  preview: FormAction<DomainQuotaEffect>;
}

export function DomainQuotaTable({ result, query, isFiltered, thresholds, save, preview }: DomainQuotaTableProps) {
  return (
    <DataTable
      label="Quotas of domains"
      path="/quotas"
      pageName="domains"
      query={query}
      {...result}
      rowKey={(row) => row.id}
      rowHref={(row) => `/domains/${row.id}`}
      columns={[
        {
          key: "name",
          title: "Domain",
          cell: (row) => <span className="font-medium wrap-anywhere">{row.name}</span>,
        },
        {
          key: "octets",
          title: "Holds",
          cell: (row) => (
            <OctetsUsed of={row.name} value={row.octets} limit={row.quotaOctets} thresholds={thresholds} />
          ),
        },
        {
          key: "messages",
          title: "Messages",
          align: "end",
          cell: (row) => (
            <MessagesUsed of={row.name} value={row.messageCount} limit={row.quotaMessages} thresholds={thresholds} />
          ),
        },
        { key: "accounts", title: "Accounts", align: "end", cell: (row) => <Count value={row.accountCount} /> },
        {
          key: "default",
          title: "A new account gets",
          cell: (row) =>
            row.hasAccountQuota ? (
              (limitText(row.accountQuotaOctets, row.accountQuotaMessages) ?? "No limit")
            ) : (
              <span className="text-muted">As the server says</span>
            ),
        },
      ]}
      rowActions={(row) => <DomainQuotaDialog triggerVariant="ghost" domain={row} save={save} preview={preview} />}
      empty={
        isFiltered ? (
          <Empty icon={SearchX} title="No domain matches" actions={<LinkButton href="/quotas">Show all</LinkButton>} />
        ) : (
          <Empty
            icon={Globe}
            title="No domains yet"
            actions={<LinkButton href="/domains?new=1">Create a domain</LinkButton>}
          >
            What each domain holds and may hold will be here.
          </Empty>
        )
      }
    />
  );
}
