import { RotateCcw, SearchX, Trash2 } from "lucide-react";
import type { FormAction } from "#components/ui/action-result.ts";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { countOf } from "#components/ui/count.tsx";
import { DataTable } from "#components/ui/data-table.tsx";
import { Empty } from "#components/ui/empty.tsx";
import { FormDialog } from "#components/ui/form-dialog.tsx";
import { formatOctets, Octets } from "#components/ui/octets.tsx";
import type { Query } from "#components/ui/query.ts";
import { TextField } from "#components/ui/text-field.tsx";
import { Time } from "#components/ui/time.tsx";
import type { DeletedAccountList, DeletedAccountRow } from "#server/account/schema.ts";
import type { Page } from "#server/input/schema.ts";
import { AddressCell } from "./address-cell.tsx";

export interface DeletedTableProps {
  list: DeletedAccountList;
  result: Page<DeletedAccountRow>;
  query: Query;
  restore: FormAction;
  remove: FormAction;
}

export function DeletedTable({ list, result, query, restore, remove }: DeletedTableProps) {
  return (
    <DataTable
      label="Deleted accounts"
      path="/accounts/deleted"
      query={query}
      sort={list.sort}
      direction={list.direction}
      {...result}
      rowKey={(row) => row.id}
      columns={[
        {
          key: "address",
          title: "Address",
          isSortable: true,
          cell: (row) => <AddressCell {...row} />,
        },
        {
          key: "deletedAt",
          title: "Deleted",
          isSortable: true,
          sortsDescendingFirst: true,
          cell: (row) => (
            <>
              <Time at={row.deletedAt} />
              <span className="block text-xs text-muted wrap-anywhere">by {row.by}</span>
            </>
          ),
        },
        {
          key: "until",
          title: "Removed for good",
          cell: (row) => <Time at={row.restorableUntil} format="countdown" />,
        },
        {
          key: "octets",
          title: "Holds",
          isSortable: true,
          sortsDescendingFirst: true,
          align: "end",
          cell: (row) => (
            <>
              <Octets value={row.octets} />
              <span className="block text-xs text-muted">{countOf(row.messageCount, "message")}</span>
            </>
          ),
        },
      ]}
      rowActions={(row) => (
        <>
          <Restore row={row} action={restore} />
          <Remove row={row} action={remove} />
        </>
      )}
      empty={
        <Empty
          icon={list.search ? SearchX : Trash2}
          title={list.search ? "No deleted account matches" : "Nothing deleted"}
        >
          {!list.search && "Accounts that were deleted stand here until they are removed, with their mail."}
        </Empty>
      }
    />
  );
}

function Restore({ row, action }: { row: DeletedAccountRow; action: FormAction }) {
  const aliases = row.aliases.length > 0 ? ` and ${countOf(row.aliases.length, "alias", "aliases")}` : "";
  return (
    <FormDialog
      trigger="Restore"
      triggerVariant="ghost"
      triggerIcon={<RotateCcw aria-hidden />}
      title={`Restore ${row.address}?`}
      description={`It comes back with ${countOf(row.messageCount, "message")}${aliases}, its password and its switches.`}
      action={action}
      fields={{ id: row.id }}
      submit="Restore account"
    >
      <TextField
        name="address"
        label="Address"
        defaultValue={row.address}
        description="Another one where somebody has this address by now."
        autoComplete="off"
      />
    </FormDialog>
  );
}

function Remove({ row, action }: { row: DeletedAccountRow; action: FormAction }) {
  return (
    <ConfirmDialog
      trigger="Remove for good"
      triggerVariant="ghost"
      triggerIcon={<Trash2 aria-hidden />}
      title={`Remove ${row.address} for good?`}
      action={action}
      fields={{ id: row.id }}
      confirm="Remove for good"
      typedWord={row.address}
    >
      <p>
        {countOf(row.messageCount, "message")}, {formatOctets(row.octets)}, are removed at once and cannot be brought
        back.
      </p>
    </ConfirmDialog>
  );
}
