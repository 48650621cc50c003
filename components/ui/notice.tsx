import type { ReactNode } from "react";
import { classes } from "./classes.ts";
import { type Tone, toneClasses, toneIcons } from "./status-chip.tsx";

export interface NoticeProps {
  tone: Tone;
  /** What happened. */
  title: ReactNode;
  /** Why, and what to do. */
  children?: ReactNode;
  /** The button that does it. */
  actions?: ReactNode;
  /** Number to quote; the log has the same. */
  incident?: string;
}

/** Dangers interrupt a screen reader; the rest waits its turn. */
export function Notice({ tone, title, children, actions, incident }: NoticeProps) {
  const Icon = toneIcons[tone];
  return (
    <div
      role={tone === "danger" ? "alert" : "status"}
      className={classes("flex gap-3 rounded-lg px-4 py-3", toneClasses[tone], tone === "neutral" && "text-foreground")}
    >
      <Icon aria-hidden className="mt-0.5 size-4 shrink-0" />
      <div className="flex min-w-0 grow flex-col gap-1 sm:flex-row sm:items-center sm:justify-between sm:gap-4">
        <div className="min-w-0 wrap-anywhere">
          <p className="font-medium">{title}</p>
          {children && <div>{children}</div>}
          {incident && (
            <p className="mt-1 text-xs">
              Number to quote: <code className="font-mono select-all">{incident}</code>
            </p>
          )}
        </div>
        {actions && <div className="flex shrink-0 flex-wrap gap-2 max-sm:mt-2">{actions}</div>}
      </div>
    </div>
  );
}
