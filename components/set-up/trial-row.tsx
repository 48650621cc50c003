import type { ReactNode } from "react";
import { classes } from "#components/ui/classes.ts";
import { type Tone, toneIcons } from "#components/ui/status-chip.tsx";

export interface TrialRowProps {
  tone: Tone;
  title: ReactNode;
  /** The state in a word or two, beside the icon. */
  state: string;
  /** What was found, in a sentence. */
  children: ReactNode;
  /** How to change it, right there. */
  actions?: ReactNode;
}

const colours: Record<Tone, string> = {
  good: "text-success",
  warning: "text-warning-soft-foreground",
  danger: "text-danger-soft-foreground",
  info: "text-link",
  neutral: "text-muted",
};

/** One thing that was tried for real, and how it went. */
export function TrialRow({ tone, title, state, children, actions }: TrialRowProps) {
  const Icon = toneIcons[tone];
  return (
    <li className="flex gap-3 border-b border-separator px-4 py-3 last:border-b-0 sm:px-5">
      <Icon aria-hidden className={classes("mt-0.5 size-4.5 shrink-0", colours[tone])} />
      <div className="flex min-w-0 grow flex-col gap-2 sm:flex-row sm:items-start sm:justify-between sm:gap-6">
        <div className="flex min-w-0 flex-col gap-0.5">
          <p>
            <span className="font-medium">{title}</span>
            <span className={classes("ml-2 text-xs font-medium", colours[tone])}>{state}</span>
          </p>
          <div className="text-muted wrap-anywhere">{children}</div>
        </div>
        {actions && <div className="shrink-0">{actions}</div>}
      </div>
    </li>
  );
}
