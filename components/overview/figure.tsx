import Link from "next/link";
import type { ReactNode } from "react";
import { QuietHints } from "#components/ui/hint.tsx";

export interface FigureProps {
  label: string;
  value: ReactNode;
  /** A second, smaller fact. */
  note?: ReactNode;
  /** The list this counts. */
  href: string;
}

export function Figure({ label, value, note, href }: FigureProps) {
  return (
    <Link
      href={href}
      className="flex flex-col gap-0.5 rounded-lg border border-border bg-surface p-4 shadow-surface hover:border-muted/60"
    >
      <QuietHints>
        <span className="text-muted">{label}</span>
        <span className="text-2xl leading-8 font-semibold tracking-tight">{value}</span>
        <span className="min-h-4 text-xs leading-4 text-muted">{note}</span>
      </QuietHints>
    </Link>
  );
}
