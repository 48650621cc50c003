import { LogIn } from "lucide-react";
import { Tls } from "#components/session/session-cells.tsx";
import { endWords } from "#components/session/words.ts";
import { Count } from "#components/ui/count.tsx";
import { DataTable } from "#components/ui/data-table.tsx";
import { Empty } from "#components/ui/empty.tsx";
import { StatusChip } from "#components/ui/status-chip.tsx";
import { Time } from "#components/ui/time.tsx";
import type { AccountSignIn } from "#server/account/schema.ts";
import type { EndReason } from "#server/session/schema.ts";

export function SignInTable({ signIns }: { signIns: readonly AccountSignIn[] }) {
  return (
    <DataTable
      label="Last sign-ins"
      path=""
      query={{}}
      rows={signIns}
      rowKey={(row) => row.sessionId}
      columns={[
        { key: "at", title: "Signed in", cell: (row) => <Time at={row.signedInAt} /> },
        {
          key: "from",
          title: "From",
          cell: (row) => <span className="inline-block min-w-28 wrap-anywhere">{row.remoteAddress}</span>,
        },
        {
          key: "tls",
          title: "TLS",
          cell: (row) => <Tls session={row} />,
        },
        { key: "retrieved", title: "Retrieved", align: "end", cell: (row) => <Count value={row.retrievedCount} /> },
        { key: "removed", title: "Removed", align: "end", cell: (row) => <Count value={row.removedCount} /> },
        {
          key: "end",
          title: "End",
          cell: (row) =>
            row.endedAt ? (
              <span className="text-muted">{endWords[row.endReason as EndReason]?.word ?? "ended"}</span>
            ) : (
              <span className="live-fact">
                <StatusChip tone="good">In right now</StatusChip>
              </span>
            ),
        },
      ]}
      empty={
        <Empty icon={LogIn} title="Nobody has signed in yet">
          Sign-ins stand here with time, address and encryption as soon as a mail program has been set up.
        </Empty>
      }
    />
  );
}
