"use client";

import { ArrowUp } from "lucide-react";
import { useCallback, useEffect, useRef, useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { countOf } from "#components/ui/count.tsx";
import { filterParams, type LogDetail, type LogFilter, type LogPage, type LogRow } from "#server/log-search/schema.ts";
import type { LogRowActions } from "./act-buttons.tsx";
import { LogLines } from "./log-lines.tsx";
import { OpenedLine } from "./opened-line.tsx";
import { useTail } from "./use-tail.ts";

export interface LogListProps {
  page: LogPage;
  filter: LogFilter;
  nowMs: number;
  /** New lines are shown as they come. */
  isTailing: boolean;
  openId: number | null;
  actions: LogRowActions;
}

/** The lines of a page; following them, opening them. */
export function LogList({ page, filter, nowMs, isTailing, openId, actions }: LogListProps) {
  const [open, setOpen] = useState<number | null>(openId);
  const [detail, setDetail] = useState<LogDetail | "gone" | "failed" | null>(null);
  const { edge, isAtTop } = useIsAtTop();
  const newest = page.rows[0]?.id ?? 0;
  const [since] = useState(newest);
  const address = isTailing ? `/api/logs/tail?${withSince(filter, since)}` : null;
  const tail = useTail(page.rows, address, open !== null || !isAtTop);

  useEffect(() => {
    // Asked again with the page: what was done about a line is seen at once.
    if (open === null || page === null) return;
    const stop = new AbortController();
    readDetail(open, stop.signal).then(setDetail, () => !stop.signal.aborted && setDetail("failed"));
    return () => stop.abort();
  }, [open, page]);

  const toggle = useCallback((row: LogRow) => {
    setDetail(null);
    setOpen((before) => {
      const after = before === row.id ? null : row.id;
      const url = new URL(location.href);
      if (after === null) url.searchParams.delete("open");
      else url.searchParams.set("open", String(after));
      history.replaceState(null, "", url);
      return after;
    });
  }, []);

  const opened = tail.rows.find(({ id }) => id === open);
  return (
    <div>
      <div ref={edge} />
      {isTailing && (
        <TailLine
          waitingCount={tail.waitingCount}
          why={open === null ? "one reads further down" : "a line is open"}
          isConnected={tail.isConnected}
          hasMissed={tail.hasMissed}
          onShow={() => {
            tail.show();
            edge.current?.scrollIntoView({ block: "center" });
          }}
        />
      )}
      <LogLines
        label="Lines of mail logs"
        rows={tail.rows}
        nowMs={nowMs}
        onToggle={toggle}
        opened={
          opened === undefined
            ? null
            : {
                id: opened.id,
                content: <OpenedLine row={opened} detail={detail} filter={filter} actions={actions} />,
              }
        }
      />
    </div>
  );
}

interface TailLineProps {
  waitingCount: number;
  why: string;
  isConnected: boolean;
  hasMissed: boolean;
  onShow: () => void;
}

/** What following does at the moment. Always of one height, so that nothing below it moves. */
function TailLine({ waitingCount, why, isConnected, hasMissed, onShow }: TailLineProps) {
  return (
    <div className="sticky top-0 z-20 flex h-11 items-center justify-between gap-3 border-b border-separator bg-surface px-4 sm:px-5">
      <p className="truncate text-muted" aria-live="polite">
        {!isConnected
          ? "The console does not answer; trying again."
          : waitingCount > 0
            ? `${countOf(waitingCount, "new line")} ${waitingCount === 1 ? "waits" : "wait"}: ${why}.`
            : hasMissed
              ? "New lines appear here; more came than are shown."
              : "New lines appear here as they come."}
      </p>
      {waitingCount > 0 && (
        <Button size="sm" variant="secondary" icon={<ArrowUp aria-hidden />} onPress={onShow}>
          Show
        </Button>
      )}
    </div>
  );
}

function withSince(filter: LogFilter, since: number): URLSearchParams {
  const params = filterParams(filter);
  params.set("since", String(since));
  return params;
}

async function readDetail(id: number, signal: AbortSignal): Promise<LogDetail | "gone"> {
  const answer = await fetch(`/api/logs/${id}`, { signal });
  if (answer.status === 404) return "gone";
  if (!answer.ok) throw new Error(`log line: ${answer.status}`);
  return (await answer.json()) as LogDetail;
}

/** Whether the beginning of the list is to be seen. */
function useIsAtTop() {
  const edge = useRef<HTMLDivElement>(null);
  const [isAtTop, setAtTop] = useState(true);
  useEffect(() => {
    if (edge.current === null) return;
    const observer = new IntersectionObserver(([entry]) => setAtTop(entry?.isIntersecting ?? true), {
      rootMargin: "200px 0px 0px 0px",
    });
    observer.observe(edge.current);
    return () => observer.disconnect();
  }, []);
  return { edge, isAtTop };
}
