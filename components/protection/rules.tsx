import { ListChecks } from "lucide-react";
import { ActionButton } from "#components/ui/action-button.tsx";
import type { FormAction } from "#components/ui/action-result.ts";
import { DataTable } from "#components/ui/data-table.tsx";
import { Empty } from "#components/ui/empty.tsx";
import { StatusChip } from "#components/ui/status-chip.tsx";
import { Time } from "#components/ui/time.tsx";
import { type RuleView, spokenNetwork } from "#server/protection/schema.ts";
import { NetworkText } from "./network-text.tsx";

export interface RulesProps {
  rows: readonly RuleView[];
  end: FormAction;
}

/** What administrators have said about networks. */
export function Rules({ rows, end }: RulesProps) {
  return (
    <DataTable
      label="Your rules"
      path="/protection"
      query={{}}
      rows={rows}
      rowKey={({ id }) => id}
      columns={[
        {
          key: "network",
          title: "Network",
          cell: ({ network, note }) => (
            <>
              <NetworkText network={network} />
              {note && <span className="block text-xs text-muted wrap-anywhere">{note}</span>}
            </>
          ),
        },
        {
          key: "action",
          title: "Rule",
          cell: ({ action }) =>
            action === "allow" ? (
              <StatusChip tone="good">always let in</StatusChip>
            ) : (
              <StatusChip tone="danger">kept out</StatusChip>
            ),
        },
        {
          key: "until",
          title: "Until",
          cell: ({ expiresAt }) => (expiresAt ? <Time at={expiresAt} /> : <span className="text-muted">For ever</span>),
        },
        {
          key: "by",
          title: "Made",
          importance: "secondary",
          cell: ({ createdAt, createdBy }) => (
            <span className="wrap-anywhere">
              <Time at={createdAt} /> by {createdBy}
            </span>
          ),
        },
      ]}
      rowActions={({ id, network, action }) => (
        <ActionButton
          action={end}
          fields={{ id }}
          label={`Take ${spokenNetwork(network)} off the list`}
          variant="secondary"
        >
          {action === "allow" ? "Take off" : "Lift"}
        </ActionButton>
      )}
      empty={
        <Empty icon={ListChecks} title="No rules of your own">
          A network of yours that must never be kept out, or one that nobody should come from: add it here.
        </Empty>
      }
    />
  );
}
