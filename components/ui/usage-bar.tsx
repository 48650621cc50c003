import { classes } from "./classes.ts";

export interface UsageBarProps {
  /** What is measured, for screen readers. */
  label: string;
  value: number;
  limit: number;
  /** Percents at which an alert is recorded: marks on the bar, and where it changes colour. */
  thresholds?: readonly number[];
}

/** How much of a limit is used. Amber from the first threshold, red when full; the figures stand beside it. */
export function UsageBar({ label, value, limit, thresholds = [] }: UsageBarProps) {
  const amberFrom = (thresholds[0] ?? 80) / 100;
  const share = limit === 0 ? 1 : Math.min(1, value / limit);
  return (
    // biome-ignore lint/a11y/useSemanticElements: browsers draw <meter> each in their own way
    <div
      role="meter"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.round(share * 100)}
      aria-valuetext={`${Math.round(share * 100)} %`}
      className="relative h-1.5 w-full overflow-hidden rounded-full bg-default"
    >
      <div
        className={classes(
          "h-full rounded-full",
          share >= 1 ? "bg-danger" : share >= amberFrom ? "bg-warning" : "bg-accent",
        )}
        style={{ width: `${Math.max(share > 0 ? 2 : 0, share * 100)}%` }}
      />
      {thresholds
        .filter((percent) => percent < 100)
        .map((percent) => (
          <span key={percent} className="absolute inset-y-0 w-px bg-surface" style={{ left: `${percent}%` }} />
        ))}
    </div>
  );
}
