import { ShieldCheck } from "lucide-react";
import { ActionButton } from "#components/ui/action-button.tsx";
import type { FormAction } from "#components/ui/action-result.ts";
import { Count, countOf } from "#components/ui/count.tsx";
import { DataTable } from "#components/ui/data-table.tsx";
import { Empty } from "#components/ui/empty.tsx";
import { StatusChip } from "#components/ui/status-chip.tsx";
import { Time } from "#components/ui/time.tsx";
import { type BlockView, spokenNetwork } from "#server/protection/schema.ts";
import { NetworkText } from "./network-text.tsx";

export interface BlockedProps {
  rows: readonly BlockView[];
  lift: FormAction;
  allow: FormAction;
}

/** Who is kept out for guessing, why, until when, and the way out. */
export function Blocked({ rows, lift, allow }: BlockedProps) {
  return (
    <DataTable
      label="Blocks"
      path="/protection"
      query={{}}
      rows={rows}
      rowKey={({ id }) => id}
      columns={[
        {
          key: "network",
          title: "Network",
          cell: ({ network }) => <NetworkText network={network} />,
        },
        { key: "reason", title: "Why", cell: (row) => <Why block={row} /> },
        { key: "until", title: "Kept out until", cell: ({ expiresAt }) => <Time at={expiresAt} /> },
        {
          key: "refused",
          title: "Turned away since",
          align: "end",
          importance: "secondary",
          cell: ({ refusedCount }) => <Count value={refusedCount} />,
        },
      ]}
      rowActions={({ id, network }) => (
        <>
          <ActionButton
            action={lift}
            fields={{ id }}
            label={`Lift the block of ${spokenNetwork(network)}`}
            variant="secondary"
          >
            Lift
          </ActionButton>
          <ActionButton
            action={allow}
            fields={{ id, lasts: "forever" }}
            label={`Lift the block of ${spokenNetwork(network)} and always let it in`}
            variant="ghost"
          >
            Lift and allow
          </ActionButton>
        </>
      )}
      empty={
        <Empty icon={ShieldCheck} title="No network is kept out for guessing">
          One that goes on guessing stands here, with the reason and the end of its block.
        </Empty>
      }
    />
  );
}

function Why({ block: { reason, guesses, addresses, repetition } }: { block: BlockView }) {
  return (
    <span className="flex flex-col gap-0.5">
      <span className="flex flex-wrap items-center gap-1.5">
        {countOf(guesses, "refused sign-in")}
        {reason === "spray" && (
          <StatusChip tone="warning" hint="It tried many addresses with a few passwords each.">
            many accounts
          </StatusChip>
        )}
      </span>
      <span className="text-xs text-muted">
        at {addresses >= 64 ? "64 or more addresses" : countOf(addresses, "address", "addresses")}
        {repetition > 1 && `; block number ${repetition} lately`}
      </span>
    </span>
  );
}
