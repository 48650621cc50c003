import type { ReactNode } from "react";
import { classes } from "./classes.ts";

export interface SectionProps {
  title?: ReactNode;
  description?: ReactNode;
  actions?: ReactNode;
  /** "danger" sets what cannot be undone apart. */
  tone?: "default" | "danger";
  /** Children fill the card to its edges, as tables do. */
  isFlush?: boolean;
  id?: string;
  children?: ReactNode;
  /** Buttons along the lower edge, at the same height in cards that stand beside each other. */
  footer?: ReactNode;
}

/** A card with a heading. Pages are made of these. */
export function Section({
  title,
  description,
  actions,
  tone = "default",
  isFlush = false,
  id,
  children,
  footer,
}: SectionProps) {
  return (
    <section
      id={id}
      className={classes(
        "flex flex-col rounded-lg border bg-surface shadow-surface",
        tone === "danger" ? "border-danger/40" : "border-border",
      )}
    >
      {(title || actions) && (
        <header className="flex flex-wrap items-start justify-between gap-x-4 gap-y-2 px-4 pt-4 sm:px-5">
          <div className="flex min-w-0 flex-col gap-0.5">
            <h2 className={classes("font-semibold", tone === "danger" && "text-danger-soft-foreground")}>{title}</h2>
            {description && <div className="max-w-2xl text-muted">{description}</div>}
          </div>
          {actions && <div className="flex flex-wrap items-center gap-2">{actions}</div>}
        </header>
      )}
      <div className={isFlush ? "mt-3 grow border-t border-separator first:mt-0 first:border-t-0" : "grow p-4 sm:px-5"}>
        {children}
      </div>
      {footer && (
        <footer className="flex flex-wrap justify-end gap-2 border-t border-separator px-4 py-3 sm:px-5">
          {footer}
        </footer>
      )}
    </section>
  );
}

export interface CardProps {
  children: ReactNode;
  className?: string;
}

export function Card({ children, className }: CardProps) {
  return (
    <div className={classes("rounded-lg border border-border bg-surface p-4 shadow-surface sm:p-5", className)}>
      {children}
    </div>
  );
}
