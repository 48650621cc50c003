import { CheckCircle2, CircleMinus, CircleX, Info, type LucideIcon, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { classes } from "./classes.ts";
import { Hint } from "./hint.tsx";

/** The four status colours, and none. */
export type Tone = "good" | "warning" | "danger" | "info" | "neutral";

export const toneIcons: Record<Tone, LucideIcon> = {
  good: CheckCircle2,
  warning: TriangleAlert,
  danger: CircleX,
  info: Info,
  neutral: CircleMinus,
};

export const toneClasses: Record<Tone, string> = {
  good: "bg-success-soft text-success-soft-foreground",
  warning: "bg-warning-soft text-warning-soft-foreground",
  danger: "bg-danger-soft text-danger-soft-foreground",
  info: "bg-accent-soft text-accent-soft-foreground",
  neutral: "bg-default text-muted",
};

export interface StatusChipProps {
  tone: Tone;
  /** Instead of the tone's own icon. */
  icon?: ReactNode;
  /** The word: colour alone says nothing. */
  children: ReactNode;
  /** What the word means. */
  hint?: string;
}

export function StatusChip({ tone, icon, children, hint }: StatusChipProps) {
  const Icon = toneIcons[tone];
  const chip = (
    <span
      className={classes(
        "inline-flex h-5.5 w-fit shrink-0 items-center gap-1 rounded-md px-1.5 text-xs font-medium whitespace-nowrap [&>svg]:size-3.5 [&>svg]:shrink-0",
        toneClasses[tone],
      )}
    >
      {icon ?? <Icon aria-hidden />}
      {children}
    </span>
  );
  return hint === undefined ? chip : <Hint text={hint}>{chip}</Hint>;
}
