import { Time } from "#components/ui/time.tsx";
import { StatusChip, type Tone } from "#components/ui/status-chip.tsx";
import type { ListenerFact, ListenerState } from "#server/listener/schema.ts";

export interface FactChipProps {
  /** Undefined where the daemon has not spoken about it yet. */
  fact: ListenerFact | undefined;
  /** The daemon has seen the newest wish. */
  isCurrent: boolean;
  isDaemonAlive: boolean;
  /** The wish. */
  isEnabled: boolean;
}

const words: Record<ListenerState, { tone: Tone; word: string }> = {
  bound: { tone: "good", word: "open" },
  draining: { tone: "warning", word: "closing" },
  closed: { tone: "neutral", word: "off" },
  failed: { tone: "danger", word: "failed" },
};

/** What the daemon says: never what was only asked for. */
export function FactChip({ fact, isCurrent, isDaemonAlive, isEnabled }: FactChipProps) {
  if (!isDaemonAlive) return <StatusChip tone="neutral">daemon is away</StatusChip>;
  if (!isCurrent || fact === undefined) {
    return <StatusChip tone="info">{isEnabled ? "requested" : "off requested"}</StatusChip>;
  }
  const { tone, word } = words[fact.state];
  return (
    <span className="inline-flex flex-wrap items-center gap-x-2 gap-y-1">
      <StatusChip tone={tone}>{fact.state === "failed" ? (fact.errorCode ?? word) : word}</StatusChip>
      <span className="text-muted">
        since <Time at={fact.sinceAt} format="clock" />
      </span>
    </span>
  );
}
