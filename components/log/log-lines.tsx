"use client";

import Link from "next/link";
import { Fragment, type MouseEvent } from "react";
import { classes } from "#components/ui/classes.ts";
import { StatusChip } from "#components/ui/status-chip.tsx";
import { useTimeZone } from "#components/ui/time.tsx";
import { exactInstant } from "#components/ui/instant.ts";
import type { LogRow } from "#server/log-search/schema.ts";
import { lineHref } from "./paths.ts";
import { visibleText } from "./visible-text.ts";
import { eventText, lineTime, messageOf, meaningOf, toneOf } from "./words.ts";

export interface LogLinesProps {
  label: string;
  rows: readonly LogRow[];
  nowMs: number;
  /** Set apart: the line that the others stand around. */
  currentId?: number;
  /** What an opened line shows; without it lines are links and nothing more. */
  opened?: { id: number; content: React.ReactNode } | null;
  onToggle?: (row: LogRow) => void;
}

/** Lines of logs, one beneath the other; each leads to its page, or opens where it is. Cards on a phone. */
export function LogLines({ label, rows, nowMs, currentId, opened, onToggle }: LogLinesProps) {
  return (
    <table aria-label={label} className="w-full table-fixed border-collapse max-md:block">
      <thead className="max-md:sr-only">
        <tr className="border-b border-separator text-left text-xs text-muted [&>th]:h-9 [&>th]:px-2 [&>th]:font-medium">
          <th scope="col" className="w-28 pl-5!">
            Time
          </th>
          <th scope="col" className="w-44">
            What
          </th>
          <th scope="col" className="w-64 max-lg:w-44">
            Who and from where
          </th>
          <th scope="col">The line</th>
        </tr>
      </thead>
      <tbody className="max-md:block">
        {rows.map((row) => {
          const isOpen = opened?.id === row.id;
          return (
            <Fragment key={row.id}>
              <Line row={row} nowMs={nowMs} isOpen={isOpen} isCurrent={row.id === currentId} onToggle={onToggle} />
              {isOpen && (
                <tr className="border-b border-separator bg-surface-secondary/40 max-md:block">
                  <td colSpan={4} className="max-md:block">
                    {opened.content}
                  </td>
                </tr>
              )}
            </Fragment>
          );
        })}
      </tbody>
    </table>
  );
}

interface LineProps {
  row: LogRow;
  nowMs: number;
  isOpen: boolean;
  isCurrent: boolean;
  onToggle: ((row: LogRow) => void) | undefined;
}

function Line({ row, nowMs, isOpen, isCurrent, onToggle }: LineProps) {
  const zone = useTimeZone();
  const { event, account, sender, remoteIp, program, queueId } = row.fields;
  const toggle = (click: MouseEvent<HTMLAnchorElement>) => {
    if (onToggle === undefined || click.metaKey || click.ctrlKey || click.shiftKey || click.button !== 0) return;
    click.preventDefault();
    onToggle(row);
  };
  const who = account ?? (sender === undefined ? undefined : `from ${sender === "" ? "nobody (a report)" : sender}`);
  return (
    <tr
      id={`line-${row.id}`}
      aria-current={isCurrent ? "true" : undefined}
      className={classes(
        "relative border-b border-separator align-top hover:bg-surface-secondary/60 has-[a.row-link:focus-visible]:bg-surface-secondary",
        "max-md:flex max-md:flex-wrap max-md:items-center max-md:gap-x-3 max-md:gap-y-1 max-md:px-4 max-md:py-2.5 [&>td]:md:px-2 [&>td]:md:py-2",
        (isCurrent || isOpen) && "bg-accent-soft/40",
      )}
    >
      <td className="whitespace-nowrap tabular-nums md:pl-5!">
        <Link
          href={lineHref(row.id)}
          prefetch={false}
          onClick={toggle}
          aria-expanded={onToggle === undefined ? undefined : isOpen}
          title={exactInstant(new Date(row.atMs), zone)}
          className="row-link outline-none after:absolute after:inset-0 focus-visible:after:rounded-md focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-focus"
        >
          {lineTime(row.atMs, nowMs, zone)}
        </Link>
      </td>
      <td className="min-w-0">
        {event === undefined ? (
          <span className="text-xs text-muted">not understood</span>
        ) : (
          <span title={meaningOf(event)}>
            <StatusChip tone={toneOf(row.fields)}>{eventText(event)}</StatusChip>
          </span>
        )}
        {program !== undefined && (
          <span className="block truncate pt-0.5 text-xs text-muted">{visibleText(program)}</span>
        )}
      </td>
      <td className="min-w-0 max-md:w-full">
        {who !== undefined && <span className="block truncate">{visibleText(who)}</span>}
        {(remoteIp !== undefined || queueId !== undefined) && (
          <span className="block truncate text-xs text-muted">
            {[remoteIp, queueId && `queue id ${queueId}`].filter(Boolean).join(" · ")}
          </span>
        )}
      </td>
      <td className="min-w-0 max-md:w-full md:pr-5!">
        <span className="line-clamp-2 font-mono text-xs leading-5 wrap-anywhere">
          {visibleText(messageOf(row).slice(0, 600))}
        </span>
      </td>
    </tr>
  );
}
