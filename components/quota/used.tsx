import { Count, formatCount } from "#components/ui/count.tsx";
import { formatOctets, Octets } from "#components/ui/octets.tsx";
import { UsageBar } from "#components/ui/usage-bar.tsx";

export interface UsedProps {
  /** Whose: an address or a domain. */
  of: string;
  value: number;
  /** Null: no limit, and no bar. */
  limit: number | null;
  /** Percents at which an alert is recorded, marked on the bar. */
  thresholds: readonly number[];
}

/** "1.2 GB of 2 GB", with a bar below. */
export function OctetsUsed({ of, value, limit, thresholds }: UsedProps) {
  if (limit === null) return <Octets value={value} />;
  return (
    <span className="inline-flex w-full max-w-64 min-w-28 flex-col gap-1">
      <span className="whitespace-nowrap">
        <Octets value={value} /> <span className="text-muted">of {formatOctets(limit)}</span>
      </span>
      <UsageBar label={`Quota used by ${of}`} value={value} limit={limit} thresholds={thresholds} />
    </span>
  );
}

/** The same of messages. */
export function MessagesUsed({ of, value, limit, thresholds }: UsedProps) {
  if (limit === null) return <Count value={value} />;
  return (
    <span className="inline-flex w-full max-w-64 min-w-28 flex-col gap-1">
      <span className="whitespace-nowrap">
        <Count value={value} /> <span className="text-muted">of {formatCount(limit)}</span>
      </span>
      <UsageBar label={`Messages used by ${of}`} value={value} limit={limit} thresholds={thresholds} />
    </span>
  );
}
