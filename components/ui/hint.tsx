"use client";

import { createContext, type MouseEvent, type ReactNode, use } from "react";

const QuietContext = createContext(false);

/** Around what is a stop of the Tab key itself, a link or a row of a table: its hints answer to pointer and touch alone. */
export function QuietHints({ children }: { children: ReactNode }) {
  return <QuietContext value={true}>{children}</QuietContext>;
}

export interface HintProps {
  /** The exact value, or what a word means. */
  text: string;
  children: ReactNode;
}

/** What stands behind a short text, shown by hovering, by touch and by the Tab key. */
export function Hint({ text, children }: HintProps) {
  const isQuiet = use(QuietContext);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the click is the row's, which this span lies upon
    // biome-ignore lint/a11y/useKeyWithClickEvents: the row's link has the key
    <span
      className="hint"
      data-hint={text}
      aria-description={text}
      tabIndex={isQuiet ? -1 : 0}
      onClick={isQuiet ? followRow : undefined}
    >
      {children}
    </span>
  );
}

/** A finger asks for the hint, a mouse has seen it by then and means the row. */
function followRow({ currentTarget, nativeEvent }: MouseEvent<HTMLElement>): void {
  if ((nativeEvent as PointerEvent).pointerType === "touch") return;
  currentTarget.closest("tr")?.querySelector<HTMLElement>("a.row-link")?.click();
}
