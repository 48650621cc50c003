import { LockOpen, SearchX } from "lucide-react";
import Link from "next/link";
import { clientLike } from "#components/session/client-like.ts";
import type { FormAction } from "#components/ui/action-result.ts";
import { LinkButton } from "#components/ui/button.tsx";
import { type Column, DataTable } from "#components/ui/data-table.tsx";
import { Empty } from "#components/ui/empty.tsx";
import { Hint } from "#components/ui/hint.tsx";
import type { Query } from "#components/ui/query.ts";
import { StatusChip } from "#components/ui/status-chip.tsx";
import { Time } from "#components/ui/time.tsx";
import type { Page } from "#server/input/schema.ts";
import type { LockRow } from "#server/lock/schema.ts";
import { ClearLock } from "./clear-lock.tsx";
import { silenceText, staleWords } from "./words.ts";

const columns: readonly Column<LockRow>[] = [
  {
    key: "account",
    title: "Account",
    cell: ({ address }) => <span className="font-medium wrap-anywhere">{address}</span>,
  },
  { key: "holder", title: "Held from", cell: (lock) => <Holder lock={lock} /> },
  { key: "state", title: "State", cell: (lock) => <State lock={lock} /> },
  { key: "last", title: "Last command", cell: (lock) => <LastCommand lock={lock} /> },
  { key: "node", title: "Node", cell: (lock) => <Node lock={lock} />, importance: "secondary" },
  { key: "age", title: "Since", cell: ({ acquiredAt }) => <Time at={acquiredAt} />, align: "end" },
];

export interface LockTableProps {
  result: Page<LockRow>;
  query: Query;
  isFiltered: boolean;
  clear: FormAction;
}

/** Who holds what, what is stale first. */
export function LockTable({ result, query, isFiltered, clear }: LockTableProps) {
  return (
    <DataTable
      label="Locks"
      path="/locks"
      query={query}
      {...result}
      columns={columns}
      rowKey={({ sessionId }) => sessionId}
      rowHref={({ sessionId }) => `/sessions/${sessionId}`}
      rowActions={(lock) => <ClearLock lock={lock} action={clear} />}
      empty={
        isFiltered ? (
          <Empty icon={SearchX} title="No lock matches" actions={<LinkButton href="/locks">Show all</LinkButton>} />
        ) : (
          <Empty icon={LockOpen} title="No maildrop is locked">
            While a mail program is signed in, its maildrop is locked for all others: POP3 demands it. The lock stands
            here until the session ends.
          </Empty>
        )
      }
    />
  );
}

function Holder({ lock: { session } }: { lock: LockRow }) {
  if (session === null) return <span className="text-muted">not known yet</span>;
  const like = session.client === null ? null : clientLike(session.client);
  return (
    <span className="flex min-w-0 flex-col">
      <span className="font-mono text-[0.8125rem] break-all">{session.remoteAddress}</span>
      {session.client !== null && (
        <span className="text-xs text-muted">
          <Hint text={`It began with ${session.client}`}>{like === null ? "a mail program" : `like ${like}`}</Hint>
        </span>
      )}
    </span>
  );
}

function State({ lock }: { lock: LockRow }) {
  if (lock.staleReason === null) {
    return (
      <StatusChip tone="good" hint="Its session lives and gives it back when it ends.">
        held
      </StatusChip>
    );
  }
  const { word, meaning } = staleWords[lock.staleReason];
  const silence = silenceText(lock);
  return (
    <span className="flex flex-col items-start gap-0.5">
      <StatusChip tone="danger" hint={meaning}>
        stale: {word}
      </StatusChip>
      {silence && <span className="text-xs text-muted">{silence}</span>}
    </span>
  );
}

function LastCommand({ lock: { session } }: { lock: LockRow }) {
  if (!session?.lastCommand || session.lastCommandAt === null) return <span className="text-muted">none yet</span>;
  return (
    <span className="flex flex-col">
      <span className="font-mono text-[0.8125rem]">{session.lastCommand}</span>
      <span className="text-xs text-muted">
        <Time at={session.lastCommandAt} />
      </span>
    </span>
  );
}

function Node({ lock: { hostname, pid } }: { lock: LockRow }) {
  if (hostname === null) return <span className="text-muted">unknown</span>;
  return (
    <span className="flex flex-col">
      <span className="wrap-anywhere">{hostname}</span>
      {pid !== null && <span className="text-xs text-muted">process {pid}</span>}
    </span>
  );
}

/** On the page of an account: that it is locked, with the way there. */
export function LockNote({ lock }: { lock: LockRow }) {
  return (
    <Link href={`/locks?search=${encodeURIComponent(lock.address)}`} className="text-link hover:underline">
      {lock.staleReason === null ? "Locked by a session" : "Locked by a session that is gone"} since{" "}
      <Time at={lock.acquiredAt} />
      {lock.session && `, from ${lock.session.remoteAddress}`}
    </Link>
  );
}
