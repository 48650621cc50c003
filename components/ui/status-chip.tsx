import { CheckCircle2, CircleDashed, CircleX, Info, type LucideIcon, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { classes } from "./classes.ts";

/** The four status colours, and none. */
export type Tone = "good" | "warning" | "danger" | "info" | "neutral";

export const toneIcons: Record<Tone, LucideIcon> = {
  good: CheckCircle2,
  warning: TriangleAlert,
  danger: CircleX,
  info: Info,
  neutral: CircleDashed,
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
  title?: string;
}

export function StatusChip({ tone, icon, children, title }: StatusChipProps) {
  const Icon = toneIcons[tone];
  return (
    <span
      title={title}
      className={classes(
        "inline-flex h-5.5 w-fit shrink-0 items-center gap-1 rounded-md px-1.5 text-xs font-medium whitespace-nowrap [&>svg]:size-3.5 [&>svg]:shrink-0",
        toneClasses[tone],
      )}
    >
      {icon ?? <Icon aria-hidden />}
      {children}
    </span>
  );
}
