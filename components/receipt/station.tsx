import type { ReactNode } from "react";
import { classes } from "#components/ui/classes.ts";
import { type Tone, toneClasses, toneIcons } from "#components/ui/status-chip.tsx";
import { Time } from "#components/ui/time.tsx";

export interface StationProps {
  tone: Tone;
  title: string;
  at: Date;
  /** Nothing comes behind it. */
  isLast: boolean;
  children?: ReactNode;
}

/** One thing that happened, on a line of time that goes down. Stands in an `<ol>`. */
export function Station({ tone, title, at, isLast, children }: StationProps) {
  const Icon = toneIcons[tone];
  return (
    <li className="flex gap-3">
      <span className="flex flex-col items-center">
        <span className={classes("flex size-7 shrink-0 items-center justify-center rounded-full", toneClasses[tone])}>
          <Icon aria-hidden className="size-4" />
        </span>
        {!isLast && <span aria-hidden className="w-px grow bg-separator" />}
      </span>
      <div className={classes("flex min-w-0 flex-col pt-1", !isLast && "pb-5")}>
        <p className="flex flex-wrap items-baseline gap-x-2">
          <span className="font-medium wrap-anywhere">{title}</span>
          <span className="text-xs text-muted">
            <Time at={at} format="exact" />
          </span>
        </p>
        <div className="text-muted wrap-anywhere">{children}</div>
      </div>
    </li>
  );
}
