import { KeyRound } from "lucide-react";
import type { FormAction } from "#components/ui/action-result.ts";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { DataTable } from "#components/ui/data-table.tsx";
import { Empty } from "#components/ui/empty.tsx";
import { StatusChip } from "#components/ui/status-chip.tsx";
import { Time } from "#components/ui/time.tsx";
import type { AppPasswordView } from "#server/app-password/schema.ts";
import { NewAppPassword } from "./new-app-password.tsx";

export interface AppPasswordsProps {
  accountId: number;
  appPasswords: readonly AppPasswordView[];
  create: FormAction<string>;
  revoke: FormAction;
}

export function AppPasswords({ accountId, appPasswords, create, revoke }: AppPasswordsProps) {
  return (
    <div>
      <DataTable
        label="App passwords"
        path=""
        query={{}}
        rows={appPasswords}
        rowKey={(row) => row.id}
        columns={[
          { key: "name", title: "Name", cell: (row) => <Name row={row} /> },
          { key: "used", title: "Last used", cell: (row) => <LastUse row={row} /> },
          { key: "until", title: "Until", cell: (row) => <Until row={row} /> },
        ]}
        rowActions={(row) =>
          row.revokedAt === null && (
            <ConfirmDialog
              trigger="Revoke"
              triggerVariant="ghost"
              title={`Revoke "${row.name}"?`}
              action={revoke}
              fields={{ id: row.id }}
              confirm="Revoke"
            >
              <p>
                It lets nobody in from this moment on, and sessions that came by it are ended. It cannot be brought
                back; the other passwords stay as they are.
              </p>
            </ConfirmDialog>
          )
        }
        empty={
          <Empty icon={KeyRound} title="No app passwords">
            Make one for each telephone or program: when one is lost, the others go on.
          </Empty>
        }
      />
      <div className="border-t border-separator px-4 py-3 sm:px-5">
        <NewAppPassword accountId={accountId} action={create} />
      </div>
    </div>
  );
}

function Name({ row }: { row: AppPasswordView }) {
  return (
    <div className="flex min-w-0 flex-col gap-0.5">
      <span className="font-medium wrap-anywhere">{row.name}</span>
      <span className="text-xs text-muted wrap-anywhere">
        made <Time at={row.createdAt} />
        {row.allowedNetworks !== "" && `, only from ${row.allowedNetworks.replaceAll(",", ", ")}`}
      </span>
    </div>
  );
}

function LastUse({ row }: { row: AppPasswordView }) {
  if (row.lastUsedAt === null) return <span className="text-muted">never</span>;
  return (
    <div className="flex flex-col gap-0.5">
      <Time at={row.lastUsedAt} />
      <span className="text-xs text-muted wrap-anywhere">{row.lastUsedAddress}</span>
    </div>
  );
}

function Until({ row }: { row: AppPasswordView }) {
  if (row.revokedAt !== null) {
    return (
      <StatusChip tone="neutral">
        revoked <Time at={row.revokedAt} />
      </StatusChip>
    );
  }
  if (!row.isLive) return <StatusChip tone="warning">over</StatusChip>;
  return row.expiresAt === null ? <span className="text-muted">no end</span> : <Time at={row.expiresAt} />;
}
