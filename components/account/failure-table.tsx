import { ShieldCheck } from "lucide-react";
import { ReasonLink } from "#components/explanation/reason-link.tsx";
import { Count } from "#components/ui/count.tsx";
import { DataTable } from "#components/ui/data-table.tsx";
import { Empty } from "#components/ui/empty.tsx";
import { Time } from "#components/ui/time.tsx";
import type { FailureView } from "#server/sign-in-failure/schema.ts";

export function FailureTable({ failures }: { failures: readonly FailureView[] }) {
  return (
    <DataTable
      label="Refused sign-ins"
      path=""
      query={{}}
      rows={failures}
      rowKey={(row) => [row.firstAt.getTime(), row.remoteAddress, row.mechanism, row.reason, row.tlsVersion].join()}
      columns={[
        { key: "at", title: "Last", cell: (row) => <Time at={row.lastAt} /> },
        {
          key: "from",
          title: "From",
          cell: (row) => (
            <span className="inline-block min-w-28 wrap-anywhere">
              {row.remoteAddress || row.network || "many places"}
            </span>
          ),
        },
        { key: "why", title: "Why", cell: (row) => <ReasonLink {...row} /> },
        {
          key: "how",
          title: "By",
          importance: "secondary",
          cell: (row) => (
            <span className="text-muted">{`${row.mechanism || "Several"}, ${row.tlsVersion?.replace("TLSv", "TLS ") ?? "without TLS"}`}</span>
          ),
        },
        { key: "count", title: "Times", align: "end", cell: (row) => <Count value={row.count} /> },
      ]}
      empty={
        <Empty icon={ShieldCheck} title="Nothing was refused">
          Wrong passwords, sign-ins from networks that are not allowed and the like stand here.
        </Empty>
      }
    />
  );
}
