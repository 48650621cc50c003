import { SearchX } from "lucide-react";
import Link from "next/link";
import { Count } from "#components/ui/count.tsx";
import { DataTable } from "#components/ui/data-table.tsx";
import { Empty } from "#components/ui/empty.tsx";
import type { Query } from "#components/ui/query.ts";
import { Time } from "#components/ui/time.tsx";
import type { Page } from "#server/input/schema.ts";
import type { FailureView } from "#server/sign-in-failure/schema.ts";
import { ReasonLink } from "#components/explanation/reason-link.tsx";
import { NetworkText } from "./network-text.tsx";

export interface FailureTableProps {
  result: Page<FailureView>;
  query: Query;
  /** Of the page it stands on. */
  path: string;
}

/** Refused sign-ins, a row for what is the same within an hour. */
export function FailureTable({ result, query, path }: FailureTableProps) {
  return (
    <DataTable
      label="Refused sign-ins"
      path={path}
      query={query}
      {...result}
      rowKey={(row) =>
        `${row.address} ${row.remoteAddress} ${row.listenerId} ${row.mechanism} ${row.reason} ${+row.firstAt}`
      }
      columns={[
        { key: "address", title: "Account", cell: (row) => <Who row={row} /> },
        {
          key: "from",
          title: "From",
          cell: ({ remoteAddress }) =>
            remoteAddress ? <NetworkText network={remoteAddress} /> : <span className="text-muted">Several</span>,
        },
        { key: "reason", title: "Why", cell: (row) => <ReasonLink {...row} /> },
        {
          key: "how",
          title: "How",
          importance: "secondary",
          cell: ({ mechanism, tlsVersion }) =>
            `${mechanism || "Several"}, ${tlsVersion?.replace("v", " ") ?? "in the clear"}`,
        },
        { key: "count", title: "Times", align: "end", cell: ({ count }) => <Count value={count} /> },
        { key: "lastAt", title: "Last", align: "end", cell: ({ lastAt }) => <Time at={lastAt} /> },
      ]}
      empty={
        <Empty icon={SearchX} title="No refused sign-in matches">
          Look for less, or for another address.
        </Empty>
      }
    />
  );
}

function Who({ row: { address, accountId } }: { row: FailureView }) {
  if (accountId !== null) {
    return (
      <Link
        href={`/accounts/${accountId}`}
        className="text-link font-medium wrap-anywhere underline-offset-2 hover:underline"
      >
        {address}
      </Link>
    );
  }
  return address ? (
    <span className="wrap-anywhere">{address}</span>
  ) : (
    <span className="text-muted">A name that is no address here</span>
  );
}
