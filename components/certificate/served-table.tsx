import { ShieldQuestion } from "lucide-react";
import { DataTable } from "#components/ui/data-table.tsx";
import { Empty } from "#components/ui/empty.tsx";
import { StatusChip } from "#components/ui/status-chip.tsx";
import { Time } from "#components/ui/time.tsx";
import type { ServedFact } from "#server/served-certificate/schema.ts";

/** What clients were shown when the daemon last connected as one, beside what is stored. */
export function ServedTable({ facts }: { facts: readonly ServedFact[] }) {
  return (
    <DataTable
      label="What clients are shown"
      path="/certificates"
      query={{}}
      rows={facts}
      rowKey={({ listenerId, serverName }) => `${listenerId} ${serverName}`}
      columns={[
        {
          key: "listener",
          title: "Listener",
          cell: ({ listenerName, port }) => (
            <span>
              {listenerName} <span className="text-muted">{port}</span>
            </span>
          ),
        },
        {
          key: "name",
          title: "Asked for",
          cell: ({ serverName }) => (serverName === "" ? <span className="text-muted">no name</span> : serverName),
        },
        { key: "shown", title: "Shown", cell: (fact) => <Shown fact={fact} /> },
        {
          key: "tls",
          title: "TLS",
          importance: "secondary",
          cell: ({ tlsVersion }) => tlsVersion?.replace("TLSv", "") ?? "–",
        },
        { key: "since", title: "Since", cell: ({ sinceAt }) => <Time at={sinceAt} /> },
        { key: "probed", title: "Looked", importance: "secondary", cell: ({ probedAt }) => <Time at={probedAt} /> },
      ]}
      empty={
        <Empty icon={ShieldQuestion} title="Nothing has been looked at yet">
          The daemon connects to each listener that speaks TLS every hour and right after each change.
        </Empty>
      }
    />
  );
}

function Shown({ fact }: { fact: ServedFact }) {
  const { errorText, isAsWanted, notAfterAt, issuer, wanted } = fact;
  if (errorText !== null || notAfterAt === null) {
    return (
      <span className="flex flex-col gap-1">
        <StatusChip tone="danger">nothing</StatusChip>
        <span className="text-muted">{errorText}</span>
      </span>
    );
  }
  return (
    <span className="flex flex-col gap-1">
      <span className="flex flex-wrap items-center gap-x-2 gap-y-1">
        <StatusChip tone={isAsWanted ? "good" : "danger"}>{isAsWanted ? "as stored" : "another"}</StatusChip>
        <span>
          the one that ends <Time at={notAfterAt} />
          {issuer !== "" && `, by ${issuer}`}
        </span>
      </span>
      {!isAsWanted && wanted !== null && (
        <span className="text-muted">
          stored is another: it ends <Time at={wanted.notAfterAt} />
        </span>
      )}
    </span>
  );
}
