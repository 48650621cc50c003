"use client";

import { UserX } from "lucide-react";
import Link from "next/link";
import { memo, useRef, useSyncExternalStore } from "react";
import { Button } from "#components/ui/button.tsx";
import { classes } from "#components/ui/classes.ts";
import { Time } from "#components/ui/time.tsx";
import { useWindow } from "#components/ui/use-window.ts";
import type { LiveRow } from "#server/session/schema.ts";
import { From, LastCommand, Messages, State, Tls, Who } from "./session-cells.tsx";

/** Heights of a row, and of the card it becomes on a phone: known beforehand, so that only those in view are made. */
const rowPixels = 48;
const cardPixels = 132;
const grid =
  "md:grid md:grid-cols-[minmax(0,2fr)_minmax(0,1.3fr)_7.75rem_5.25rem_minmax(0,1.3fr)_4.75rem] md:items-center md:gap-x-3 lg:grid-cols-[minmax(0,2fr)_minmax(0,1.3fr)_7.75rem_5.25rem_minmax(0,1.3fr)_5rem_4.75rem_4.75rem]";
const titles = ["Account", "From", "State", "TLS", "Last command", "Retrieved / marked", "Since", ""] as const;
/** Only where there is room for them. */
const atEnd = new Set(["Retrieved / marked", "Since"]);

export interface LiveTableProps {
  rows: readonly LiveRow[];
  onKick: (row: LiveRow) => void;
}

/** Thousands of rows, of which only those in view are in the page. */
export function LiveTable({ rows, onKick }: LiveTableProps) {
  const box = useRef<HTMLDivElement>(null);
  const height = useIsNarrow() ? cardPixels : rowPixels;
  const { start, end } = useWindow(box, rows.length, height);
  return (
    // biome-ignore lint/a11y/useSemanticElements: rows of a <table> cannot be placed by themselves
    <div role="table" aria-label="Live sessions" aria-rowcount={rows.length + 1}>
      {/* biome-ignore lint/a11y/useSemanticElements: see above */}
      <div role="rowgroup" className="max-md:sr-only">
        {/* biome-ignore lint/a11y/useFocusableInteractive: a row of a table that is read, not worked with */}
        {/* biome-ignore lint/a11y/useSemanticElements: see above */}
        <div role="row" aria-rowindex={1} className={classes(grid, "border-b border-separator px-5 py-2")}>
          {titles.map((title) => (
            // biome-ignore lint/a11y/useSemanticElements: see above
            // biome-ignore lint/a11y/useFocusableInteractive: see above
            <span
              key={title}
              role="columnheader"
              className={classes("text-xs font-medium text-muted", atEnd.has(title) && "text-right max-lg:hidden")}
            >
              {title || <span className="sr-only">Actions</span>}
            </span>
          ))}
        </div>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      {/* biome-ignore lint/a11y/useSemanticElements: see above */}
      <div ref={box} role="rowgroup" tabIndex={0} className="max-h-[62vh] overflow-y-auto [overflow-anchor:none]">
        <div className="relative" style={{ height: rows.length * height }}>
          {rows.slice(start, end).map((row, at) => (
            <LiveRowView key={row.id} row={row} at={start + at} height={height} onKick={onKick} />
          ))}
        </div>
      </div>
    </div>
  );
}

interface LiveRowViewProps {
  row: LiveRow;
  at: number;
  height: number;
  onKick: (row: LiveRow) => void;
}

const LiveRowView = memo(function LiveRowView({ row, at, height, onKick }: LiveRowViewProps) {
  const session = { ...row, lastCommandAt: row.lastCommandAt === null ? null : new Date(row.lastCommandAt) };
  return (
    // biome-ignore lint/a11y/useSemanticElements: see LiveTable
    // biome-ignore lint/a11y/useFocusableInteractive: see LiveTable
    <div
      role="row"
      aria-rowindex={at + 2}
      className={classes(
        grid,
        "absolute inset-x-0 border-b border-separator px-4 hover:bg-surface-secondary md:px-5",
        "max-md:flex max-md:flex-wrap max-md:content-center max-md:items-center max-md:gap-x-3 max-md:gap-y-1.5",
      )}
      style={{ height, top: at * height }}
    >
      <Cell className="truncate max-md:w-full">
        <Link href={`/sessions/${row.id}`} prefetch={false} className="text-link hover:underline">
          <Who session={session} />
        </Link>
      </Cell>
      <Cell className="truncate">
        <From session={session} />
      </Cell>
      <Cell>
        <State session={session} />
      </Cell>
      <Cell>
        <Tls session={session} />
      </Cell>
      <Cell className="truncate">
        <LastCommand session={session} />
      </Cell>
      <Cell className="text-right max-lg:hidden">
        <Messages session={session} />
      </Cell>
      <Cell className="text-right max-lg:hidden">
        <Time at={new Date(row.startedAt)} />
      </Cell>
      <Cell className="text-right max-md:ml-auto">
        <Button size="sm" variant="secondary" icon={<UserX aria-hidden />} onPress={() => onKick(row)}>
          Kick
        </Button>
      </Cell>
    </div>
  );
});

function Cell({ children, className }: { children: React.ReactNode; className?: string }) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: see LiveTable
    <div role="cell" className={classes("min-w-0", className)}>
      {children}
    </div>
  );
}

function useIsNarrow(): boolean {
  return useSyncExternalStore(
    (changed) => {
      const query = matchMedia("(width < 48rem)");
      query.addEventListener("change", changed);
      return () => query.removeEventListener("change", changed);
    },
    () => matchMedia("(width < 48rem)").matches,
    () => false,
  );
}
