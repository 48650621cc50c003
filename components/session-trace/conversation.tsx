import { Hourglass, MessagesSquare } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { durationText } from "#components/session/duration.ts";
import { classes } from "#components/ui/classes.ts";
import { countOf } from "#components/ui/count.tsx";
import { Empty } from "#components/ui/empty.tsx";
import { Hint } from "#components/ui/hint.tsx";
import { formatOctets } from "#components/ui/octets.tsx";
import { noteText, offsetText, runText, saidText, type TraceEntry } from "#server/session-trace/schema.ts";
import { commandWords, refusalMeaning } from "./command-words.ts";

/** A pause of the client from which on it is worth a line. */
const pauseMs = 1_000;
/** Beyond so many entries the middle is folded away. */
const mostOpen = 60;
const openAtEnds = 20;

export interface ConversationProps {
  entries: readonly TraceEntry[];
  startedAt: Date;
  accountId: number | null;
}

/** What was said in a session, line by line, folded where there is much of it. */
export function Conversation({ entries, startedAt, accountId }: ConversationProps) {
  const rows = entries.map((entry, at) => (
    <Entry
      // biome-ignore lint/suspicious/noArrayIndexKey: entries are only appended
      key={at}
      entry={entry}
      before={entries[at - 1]}
      startedAt={startedAt}
      accountId={accountId}
    />
  ));
  const isLong = rows.length > mostOpen;
  const middle = rows.slice(openAtEnds, -openAtEnds);
  return (
    <div className="divide-y divide-separator">
      <List>{isLong ? rows.slice(0, openAtEnds) : rows}</List>
      {isLong && (
        <>
          <details className="group">
            <summary className="cursor-pointer px-4 py-3 text-link hover:underline sm:px-5">
              <span className="group-open:hidden">Show {countOf(middle.length, "line")} in between</span>
              <span className="hidden group-open:inline">Fold them again</span>
            </summary>
            <List>{middle}</List>
          </details>
          <List>{rows.slice(-openAtEnds)}</List>
        </>
      )}
    </div>
  );
}

/** Where nothing was written down: why, and what to do about it. */
export function NoConversation({ isRecording, keptDays }: { isRecording: boolean; keptDays: number }) {
  return (
    <Empty icon={MessagesSquare} title={isRecording ? "Nothing is kept of what was said" : "Nothing was written down"}>
      {isRecording
        ? `Conversations are kept for ${countOf(keptDays, "day")}; this one is older, or has only just begun.`
        : "Writing conversations down is switched off under Limits, Session history."}
    </Empty>
  );
}

function List({ children }: { children: ReactNode }) {
  return <ol className="divide-y divide-separator">{children}</ol>;
}

interface EntryProps {
  entry: TraceEntry;
  before: TraceEntry | undefined;
  startedAt: Date;
  accountId: number | null;
}

function Entry({ entry, before, startedAt, accountId }: EntryProps) {
  const waitedMs = before === undefined ? 0 : entry.atMs - endOf(before);
  const isPause = waitedMs >= pauseMs && before?.kind !== "omitted" && entry.kind !== "omitted";
  return (
    <>
      {isPause && (
        <li className="flex items-center gap-2 bg-surface-secondary px-4 py-1 text-xs text-muted sm:px-5">
          <Hourglass aria-hidden className="size-3.5" />
          {entry.kind === "note" ? "Silence for" : "The client waited"} {durationText(waitedMs)}
        </li>
      )}
      <li className="grid grid-cols-[4.5rem_minmax(0,1fr)] gap-x-3 px-4 py-2 sm:grid-cols-[5rem_minmax(0,1fr)_8rem] sm:px-5">
        <span className="pt-px text-right font-mono text-xs text-muted tabular-nums">
          <Hint text={clockOf(startedAt, entry.atMs)}>{offsetText(entry.atMs)}</Hint>
        </span>
        <Body entry={entry} accountId={accountId} />
      </li>
    </>
  );
}

function Body({ entry, accountId }: Pick<EntryProps, "entry" | "accountId">) {
  switch (entry.kind) {
    case "note":
      return entry.what === "greeting" ? (
        <Server text={entry.detail} />
      ) : (
        <p className="text-muted italic sm:col-span-2">{noteText(entry)}</p>
      );
    case "omitted":
      return (
        <p className="text-muted italic sm:col-span-2">
          {countOf(entry.count, "command")} left out: there were too many different ones to keep them all
        </p>
      );
    case "run":
      return (
        <>
          <div className="min-w-0">
            <Client said={runText(entry)} meaning={commandWords[entry.word]} />
            <p className="text-muted">{countOf(entry.count, "answer")}, all +OK</p>
          </div>
          <Measures octets={entry.octets} ms={entry.lastAtMs - entry.atMs} />
        </>
      );
    case "line":
      return <Line entry={entry} accountId={accountId} />;
  }
}

function Line({ entry, accountId }: { entry: Extract<TraceEntry, { kind: "line" }>; accountId: number | null }) {
  const { answer, word, isNameWithheld, count, lastAtMs, atMs } = entry;
  const isRefused = answer?.startsWith("-ERR") ?? false;
  const meaning = answer !== null && isRefused ? refusalMeaning(answer, accountId) : null;
  return (
    <>
      <div className="min-w-0">
        <Client said={`${saidText(entry)}${count > 1 ? ` × ${count}` : ""}`} meaning={commandWords[word]} />
        {isNameWithheld && (
          <p className="text-xs text-muted">
            The name is not shown: it is of no domain here, and may have been a password in the wrong field.
          </p>
        )}
        {answer === null ? <p className="text-muted italic">no answer yet</p> : <Server text={answer} />}
        {meaning !== null && (
          <p className="mt-0.5 text-danger-soft-foreground">
            {meaning.text}{" "}
            <Link href={meaning.href} className="text-link hover:underline">
              {meaning.link}
            </Link>
          </p>
        )}
      </div>
      <Measures octets={entry.octets} ms={count > 1 ? lastAtMs - atMs : entry.tookMs} />
    </>
  );
}

function Client({ said, meaning }: { said: string; meaning: string | undefined }) {
  return (
    <p className="flex flex-wrap items-baseline gap-x-3">
      <span className="font-mono text-[0.8125rem] font-medium wrap-anywhere">{said}</span>
      {meaning !== undefined && <span className="text-xs text-muted">{meaning}</span>}
    </p>
  );
}

function Server({ text }: { text: string }) {
  return (
    <p
      className={classes(
        "font-mono text-[0.8125rem] wrap-anywhere",
        text.startsWith("-ERR") ? "text-danger-soft-foreground" : "text-muted",
      )}
    >
      {text}
    </p>
  );
}

/** What the answer weighed and how long it took: beside it, below it on a phone. */
function Measures({ octets, ms }: { octets: number; ms: number }) {
  return (
    <p className="col-start-2 flex gap-x-3 text-xs text-muted tabular-nums sm:col-start-3 sm:flex-col sm:items-end">
      {octets > 0 && (
        <Hint text={`${octets} octets`}>
          <span>{formatOctets(octets)}</span>
        </Hint>
      )}
      {ms >= 1 && <span>{ms < 1_000 ? `${ms} ms` : durationText(ms)}</span>}
    </p>
  );
}

function endOf(entry: TraceEntry): number {
  if (entry.kind === "note") return entry.atMs;
  if (entry.kind === "line") return Math.max(entry.lastAtMs, entry.atMs + entry.tookMs);
  return entry.lastAtMs;
}

/** UTC, with milliseconds: what a log has. */
function clockOf(startedAt: Date, atMs: number): string {
  return new Date(startedAt.getTime() + atMs).toISOString().replace("T", " ").replace("Z", " UTC");
}
