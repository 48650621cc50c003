import { Hourglass } from "lucide-react";
import Link from "next/link";
import { ActionButton } from "#components/ui/action-button.tsx";
import type { FormAction } from "#components/ui/action-result.ts";
import { Count } from "#components/ui/count.tsx";
import { DataTable } from "#components/ui/data-table.tsx";
import { Empty } from "#components/ui/empty.tsx";
import { StatusChip } from "#components/ui/status-chip.tsx";
import { Time } from "#components/ui/time.tsx";
import { spokenNetwork, type ThrottleView } from "#server/protection/schema.ts";
import { NetworkText } from "./network-text.tsx";

export interface ThrottledProps {
  rows: readonly ThrottleView[];
  now: Date;
  forget: FormAction;
}

/** Who has to wait before the next attempt. */
export function Throttled({ rows, now, forget }: ThrottledProps) {
  return (
    <DataTable
      label="Made to wait"
      path="/protection"
      query={{}}
      rows={rows}
      rowKey={({ network, address }) => `${network} ${address}`}
      columns={[
        { key: "from", title: "From", cell: (row) => <From row={row} /> },
        { key: "account", title: "For", cell: (row) => <For row={row} /> },
        { key: "next", title: "Next attempt", cell: (row) => <Next row={row} now={now} /> },
        { key: "guesses", title: "Wrong", align: "end", cell: ({ guesses }) => <Count value={guesses} /> },
        {
          key: "heldBack",
          title: "Held back",
          align: "end",
          importance: "secondary",
          cell: ({ heldBack }) => <Count value={heldBack} />,
        },
      ]}
      rowActions={({ network, address }) => (
        <ActionButton
          action={forget}
          fields={{ network, address }}
          label={`Forget what ${spokenNetwork(network) || "all networks"} guessed for ${address || "all accounts"}`}
          variant="secondary"
        >
          Let in now
        </ActionButton>
      )}
      empty={
        <Empty icon={Hourglass} title="Nobody has to wait">
          Who guesses too often stands here, with the account and the time of the next attempt.
        </Empty>
      }
    />
  );
}

function From({ row: { network, isKnown } }: { row: ThrottleView }) {
  if (network === "") return <span>Many networks</span>;
  return (
    <span className="flex flex-wrap items-center gap-1.5">
      <NetworkText network={network} />
      {isKnown && (
        <StatusChip tone="info" hint="Somebody signed in rightly from there lately: it waits a minute at most.">
          known
        </StatusChip>
      )}
    </span>
  );
}

function For({ row: { address, accountId } }: { row: ThrottleView }) {
  if (address === "") return <span className="text-muted">All accounts that are not known there</span>;
  if (accountId === null)
    return <span className="wrap-anywhere">{address === "@" ? "A name that is no address" : address}</span>;
  return (
    <Link href={`/accounts/${accountId}`} className="text-link wrap-anywhere underline-offset-2 hover:underline">
      {address}
    </Link>
  );
}

function Next({ row: { network, notBeforeAt }, now }: { row: ThrottleView; now: Date }) {
  if (network === "") return <span className="text-muted">One guess from each strange network</span>;
  if (notBeforeAt <= now) return <span className="text-muted">Now; waits after a wrong one</span>;
  return <Time at={notBeforeAt} />;
}
