import { History } from "lucide-react";
import { type Column, DataTable } from "#components/ui/data-table.tsx";
import { Empty } from "#components/ui/empty.tsx";
import type { Query } from "#components/ui/query.ts";
import { Time } from "#components/ui/time.tsx";
import type { Page } from "#server/input/schema.ts";
import type { SessionRow } from "#server/session/schema.ts";
import { durationText } from "./duration.ts";
import { Ended, From, Messages, Tls, Who } from "./session-cells.tsx";

const columns: readonly Column<SessionRow>[] = [
  { key: "account", title: "Account", cell: (session) => <Who session={session} /> },
  { key: "from", title: "From", cell: (session) => <From session={session} /> },
  { key: "end", title: "End", cell: (session) => <Ended session={session} /> },
  { key: "tls", title: "TLS", cell: (session) => <Tls session={session} />, importance: "secondary" },
  {
    key: "messages",
    title: "Retrieved / removed",
    cell: (session) => <Messages session={session} />,
    align: "end",
  },
  {
    key: "took",
    title: "Lasted",
    cell: ({ startedAt, endedAt }) => durationText((endedAt ?? startedAt).getTime() - startedAt.getTime()),
    align: "end",
    importance: "secondary",
  },
  {
    key: "startedAt",
    title: "Began",
    cell: ({ startedAt }) => <Time at={startedAt} />,
    align: "end",
    isSortable: true,
    sortsDescendingFirst: true,
  },
];

export interface PastSessionsProps {
  page: Page<SessionRow>;
  isFiltered: boolean;
  /** Where they can be sorted and paged; without it the page shows the last of them, and links to all. */
  list?: { direction: "asc" | "desc"; query: Query; path: string };
}

/** Who was in, and how it ended. */
export function PastSessions({ page: { rows, ...counted }, isFiltered, list }: PastSessionsProps) {
  return (
    <DataTable
      label="Past sessions"
      columns={list === undefined ? columns.map((column) => ({ ...column, isSortable: false })) : columns}
      rows={rows}
      rowKey={({ id }) => id}
      rowHref={({ id }) => `/sessions/${id}`}
      path={list?.path ?? "/history"}
      query={list?.query ?? {}}
      sort="startedAt"
      direction={list?.direction}
      {...(list === undefined ? {} : counted)}
      empty={
        <Empty icon={History} title={isFiltered ? "No past session matches" : "No session has ended yet"}>
          {isFiltered
            ? "Look for less, or for another address."
            : "Each session stays here after its end, with the reason."}
        </Empty>
      }
    />
  );
}
