import { CircleDashed, Lock, LockOpen } from "lucide-react";
import { classes } from "#components/ui/classes.ts";
import { Count } from "#components/ui/count.tsx";
import { Hint } from "#components/ui/hint.tsx";
import { StatusChip } from "#components/ui/status-chip.tsx";
import { Time } from "#components/ui/time.tsx";
import type { SessionRow } from "#server/session/schema.ts";
import { endWords, stateWords } from "./words.ts";

export function Who({ session }: { session: Pick<SessionRow, "address"> }) {
  return session.address === null ? (
    <span className="text-muted">not signed in</span>
  ) : (
    <span className="wrap-anywhere">{session.address}</span>
  );
}

export function From({ session }: { session: Pick<SessionRow, "remoteAddress" | "remotePort"> }) {
  return (
    <span
      className={classes(
        "font-mono text-[0.8125rem]",
        session.remoteAddress.includes(":") ? "break-all" : "whitespace-nowrap",
      )}
    >
      <Hint text={`Port ${session.remotePort}`}>{session.remoteAddress}</Hint>
    </span>
  );
}

export function Tls({ session }: { session: Pick<SessionRow, "tlsVersion"> }) {
  return session.tlsVersion === null ? (
    <StatusChip tone="warning" icon={<LockOpen aria-hidden />}>
      clear
    </StatusChip>
  ) : (
    <StatusChip tone="neutral" icon={<Lock aria-hidden />}>
      {session.tlsVersion.replace("TLSv", "TLS ")}
    </StatusChip>
  );
}

export function State({ session }: { session: Pick<SessionRow, "state"> }) {
  if (session.state === null) return <StatusChip tone="neutral">ended</StatusChip>;
  const { tone, meaning } = stateWords[session.state];
  return (
    <StatusChip
      tone={tone}
      hint={meaning}
      icon={session.state === "AUTHORIZATION" ? <CircleDashed aria-hidden /> : undefined}
    >
      {session.state}
    </StatusChip>
  );
}

export function Ended({ session }: { session: SessionRow }) {
  if (session.endReason === null) return null;
  const { tone, word, meaning } = endWords[session.endReason];
  return (
    <StatusChip tone={tone} hint={meaning}>
      {word}
    </StatusChip>
  );
}

export function LastCommand({ session }: { session: Pick<SessionRow, "lastCommand" | "lastCommandAt"> }) {
  if (session.lastCommand === null || session.lastCommandAt === null)
    return <span className="text-muted">none yet</span>;
  return (
    <span className="inline-flex flex-wrap items-baseline gap-x-2">
      <span className="font-mono text-[0.8125rem]">{session.lastCommand}</span>
      <span className="text-xs text-muted">
        <Time at={session.lastCommandAt} />
      </span>
    </span>
  );
}

/** "12 / 3": retrieved and marked, or removed once it is over. */
export function Messages({
  session,
}: {
  session: Pick<SessionRow, "retrievedCount" | "markedCount"> & Partial<Pick<SessionRow, "endedAt" | "removedCount">>;
}) {
  const second = session.endedAt ? (session.removedCount ?? 0) : session.markedCount;
  return (
    <span>
      <Count value={session.retrievedCount} /> <span className="text-muted">/</span> <Count value={second} />
    </span>
  );
}
