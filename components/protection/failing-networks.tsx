import { CircleCheck } from "lucide-react";
import type { FormAction } from "#components/ui/action-result.ts";
import { Count } from "#components/ui/count.tsx";
import { DataTable } from "#components/ui/data-table.tsx";
import { Empty } from "#components/ui/empty.tsx";
import { Time } from "#components/ui/time.tsx";
import { spokenNetwork } from "#server/protection/schema.ts";
import { RuleDialog } from "./rule-dialog.tsx";
import { NetworkText } from "./network-text.tsx";

export interface FailingNetworksProps {
  /** The most first; without an address: a unix socket, or too many to keep apart. */
  rows: readonly { readonly network: string; readonly count: number; readonly lastAt: Date }[];
  addRule: FormAction;
}

/** Where refused sign-ins came from. */
export function FailingNetworks({ rows, addRule }: FailingNetworksProps) {
  return (
    <DataTable
      label="Refused sign-ins by network"
      path="/protection"
      query={{}}
      rows={rows}
      rowKey={({ network }) => network}
      rowHref={({ network }) => `/protection/failures${network ? `?from=${encodeURIComponent(network)}` : ""}`}
      columns={[
        {
          key: "network",
          title: "Network",
          cell: ({ network }) =>
            network ? (
              <NetworkText network={network} />
            ) : (
              <span className="text-muted">Others, too many to keep apart</span>
            ),
        },
        { key: "count", title: "Refused", align: "end", cell: ({ count }) => <Count value={count} /> },
        { key: "lastAt", title: "Last", align: "end", cell: ({ lastAt }) => <Time at={lastAt} /> },
      ]}
      rowActions={({ network }) =>
        network && <RuleDialog kind="deny" action={addRule} network={spokenNetwork(network)} triggerVariant="ghost" />
      }
      empty={
        <Empty icon={CircleCheck} title="No sign-in was refused in the last day">
          Wrong passwords stand here by where they came from.
        </Empty>
      }
    />
  );
}
