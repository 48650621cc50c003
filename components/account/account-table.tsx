import { AtSign, SearchX } from "lucide-react";
import type { FormAction } from "#components/ui/action-result.ts";
import { LinkButton } from "#components/ui/button.tsx";
import { Count } from "#components/ui/count.tsx";
import { DataTable } from "#components/ui/data-table.tsx";
import { Empty } from "#components/ui/empty.tsx";
import { formatOctets, Octets } from "#components/ui/octets.tsx";
import type { Query } from "#components/ui/query.ts";
import { Time } from "#components/ui/time.tsx";
import { UsageBar } from "#components/ui/usage-bar.tsx";
import type { AccountList, AccountRow } from "#server/account/schema.ts";
import type { Page } from "#server/input/schema.ts";
import { AccountChip } from "./account-state.tsx";
import { ChoosePage, ChooseRow } from "./selection.tsx";
import { ReceiveSwitch, SignInSwitch } from "./account-switches.tsx";

export interface AccountTableProps {
  list: AccountList;
  result: Page<AccountRow>;
  query: Query;
  setSwitches: FormAction;
}

export function AccountTable({ list, result, query, setSwitches }: AccountTableProps) {
  const isFiltered = list.search !== "" || list.filter !== "all" || list.domainId !== undefined;
  return (
    <DataTable
      label="Accounts"
      path="/accounts"
      query={query}
      sort={list.sort}
      direction={list.direction}
      {...result}
      rowKey={(row) => row.id}
      rowHref={(row) => `/accounts/${row.id}`}
      rowChoice={(row) => <ChooseRow id={row.id} label={row.address} />}
      choosePage={<ChoosePage ids={result.rows.map(({ id }) => id)} />}
      columns={[
        {
          key: "address",
          title: "Address",
          isSortable: true,
          cell: (row) => (
            <>
              <span className="block font-medium wrap-anywhere">{row.address}</span>
              {row.displayName && <span className="block text-xs text-muted">{row.displayName}</span>}
            </>
          ),
        },
        { key: "state", title: "State", cell: (row) => <AccountChip account={row} /> },
        { key: "canReceive", title: "Receives", cell: (row) => <ReceiveSwitch account={row} action={setSwitches} /> },
        { key: "canSignIn", title: "Signs in", cell: (row) => <SignInSwitch account={row} action={setSwitches} /> },
        {
          key: "lastSignInAt",
          title: "Last sign-in",
          isSortable: true,
          sortsDescendingFirst: true,
          importance: "secondary",
          cell: (row) =>
            row.lastSignInAt ? <Time at={row.lastSignInAt} /> : <span className="text-muted">Never</span>,
        },
        {
          key: "messageCount",
          title: "Messages",
          isSortable: true,
          sortsDescendingFirst: true,
          align: "end",
          importance: "secondary",
          cell: (row) => <Count value={row.messageCount} />,
        },
        {
          key: "octets",
          title: "Size",
          isSortable: true,
          sortsDescendingFirst: true,
          align: "end",
          cell: (row) => <Usage row={row} />,
        },
      ]}
      empty={
        isFiltered ? (
          <Empty icon={SearchX} title="No account matches" actions={<LinkButton href="/accounts">Show all</LinkButton>}>
            Part of an address or of a name is enough.
          </Empty>
        ) : (
          <Empty
            icon={AtSign}
            title="No accounts yet"
            actions={
              <LinkButton href="/accounts/new" variant="primary">
                Create the first account
              </LinkButton>
            }
          >
            An account is an address that receives mail and, with a password, lets a mail program collect it.
          </Empty>
        )
      }
    />
  );
}

function Usage({ row }: { row: AccountRow }) {
  if (row.quotaOctets === null) return <Octets value={row.octets} />;
  return (
    <span className="inline-flex min-w-28 flex-col gap-1">
      <span className="whitespace-nowrap">
        <Octets value={row.octets} /> <span className="text-muted">of {formatOctets(row.quotaOctets)}</span>
      </span>
      <UsageBar label={`Quota used by ${row.address}`} value={row.octets} limit={row.quotaOctets} />
    </span>
  );
}
