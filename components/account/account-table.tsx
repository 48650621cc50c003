import { AtSign, SearchX } from "lucide-react";
import { OctetsUsed } from "#components/quota/used.tsx";
import type { FormAction } from "#components/ui/action-result.ts";
import { LinkButton } from "#components/ui/button.tsx";
import { Count } from "#components/ui/count.tsx";
import { type Column, DataTable } from "#components/ui/data-table.tsx";
import { Empty } from "#components/ui/empty.tsx";
import type { Query } from "#components/ui/query.ts";
import { Time } from "#components/ui/time.tsx";
import type { AccountList, AccountRow } from "#server/account/schema.ts";
import type { Page } from "#server/input/schema.ts";
import { AddressCell } from "./address-cell.tsx";
import { AccountChip } from "./account-state.tsx";
import { ChoosePage, ChooseRow } from "./selection.tsx";
import { ConsoleSwitch, ReceiveSwitch, SignInSwitch, type Viewer } from "./account-switches.tsx";

export interface AccountTableProps {
  list: AccountList;
  result: Page<AccountRow>;
  query: Query;
  setSwitches: FormAction;
  setConsole: FormAction;
  viewer: Viewer;
  /** Percents at which an alert is recorded. */
  thresholds: readonly number[];
}

export function AccountTable({ list, result, query, setSwitches, setConsole, viewer, thresholds }: AccountTableProps) {
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
          cell: (row) => <AddressCell {...row} />,
        },
        { key: "state", title: "State", cell: (row) => <AccountChip account={row} /> },
        { key: "canReceive", title: "Receives", cell: (row) => <ReceiveSwitch account={row} action={setSwitches} /> },
        { key: "canSignIn", title: "Signs in", cell: (row) => <SignInSwitch account={row} action={setSwitches} /> },
        ...(result.rows.some(({ consoleAccess }) => consoleAccess !== null) ? [consoleColumn(setConsole, viewer)] : []),
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
          cell: (row) => (
            <OctetsUsed of={row.address} value={row.octets} limit={row.quotaOctets} thresholds={thresholds} />
          ),
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

/** Only where somebody on the page has it: most servers have few administrators, and addresses are long. */
function consoleColumn(action: FormAction, viewer: Viewer): Column<AccountRow> {
  return {
    key: "console",
    title: "Console",
    importance: "secondary",
    cell: (row) => <ConsoleSwitch account={row} action={action} viewer={viewer} />,
  };
}
