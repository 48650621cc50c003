import { classes } from "./classes.ts";

export interface UsageBarProps {
  /** What is measured, for screen readers. */
  label: string;
  value: number;
  limit: number;
}

/** How much of a limit is used. Amber from 80 %, red when full; the figures stand beside it. */
export function UsageBar({ label, value, limit }: UsageBarProps) {
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
      className="h-1.5 w-full overflow-hidden rounded-full bg-default"
    >
      <div
        className={classes("h-full rounded-full", share >= 1 ? "bg-danger" : share >= 0.8 ? "bg-warning" : "bg-accent")}
        style={{ width: `${Math.max(share > 0 ? 2 : 0, share * 100)}%` }}
      />
    </div>
  );
}
