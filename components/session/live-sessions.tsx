import { Radio, SearchX } from "lucide-react";
import type { FormAction } from "#components/ui/action-result.ts";
import { LinkButton } from "#components/ui/button.tsx";
import { type Column, DataTable } from "#components/ui/data-table.tsx";
import { Empty } from "#components/ui/empty.tsx";
import type { Query } from "#components/ui/query.ts";
import { Time } from "#components/ui/time.tsx";
import type { SessionRow } from "#server/session/schema.ts";
import { KickButton } from "./kick-button.tsx";
import { From, LastCommand, Messages, State, Tls, Who } from "./session-cells.tsx";

const columns: readonly Column<SessionRow>[] = [
  { key: "account", title: "Account", cell: (session) => <Who session={session} /> },
  { key: "from", title: "From", cell: (session) => <From session={session} /> },
  { key: "state", title: "State", cell: (session) => <State session={session} /> },
  { key: "tls", title: "TLS", cell: (session) => <Tls session={session} /> },
  { key: "last", title: "Last command", cell: (session) => <LastCommand session={session} /> },
  {
    key: "messages",
    title: "Retrieved / marked",
    cell: (session) => <Messages session={session} />,
    align: "end",
    importance: "secondary",
  },
  { key: "age", title: "Since", cell: ({ startedAt }) => <Time at={startedAt} />, align: "end" },
];

export interface LiveSessionsProps {
  rows: readonly SessionRow[];
  query: Query;
  isFiltered: boolean;
  kick: FormAction;
}

/** Who is in right now. */
export function LiveSessions({ rows, query, isFiltered, kick }: LiveSessionsProps) {
  return (
    <DataTable
      label="Live sessions"
      columns={columns}
      rows={rows}
      rowKey={({ id }) => id}
      rowHref={({ id }) => `/sessions/${id}`}
      rowActions={(session) => <KickButton session={session} action={kick} />}
      path="/sessions"
      query={query}
      empty={
        isFiltered ? (
          <Empty
            icon={SearchX}
            title="No live session matches"
            actions={<LinkButton href="/sessions">Show all</LinkButton>}
          />
        ) : (
          <Empty icon={Radio} title="Nobody is in right now">
            A session appears here the moment a mail program connects, and goes when it leaves.
          </Empty>
        )
      }
    />
  );
}
