"use client";

import { useEffect, useRef, useState } from "react";
import { useLive } from "#components/live/live.tsx";
import type { LiveNews, LiveRow } from "#server/session/schema.ts";

/** Between two questions for news: with thousands of sessions something always moves. */
const leastPauseMs = 400;
const retryMs = 2_000;

/** The live sessions, newest first, kept as they are by news alone; `first` until all have come, then whatever it says is past. */
export function useLiveRows(first: readonly LiveRow[]): { rows: readonly LiveRow[]; isWhole: boolean } {
  const [rows, setRows] = useState<readonly LiveRow[] | null>(null);
  const { versions, connection } = useLive();
  const version = versions === null ? null : `${connection} ${versions.sessions}`;
  const known = useRef<{ look: number | null; rows: Map<string, LiveRow> }>({ look: null, rows: new Map() });
  const asked = useRef<string | null>(null);
  const isAsking = useRef(false);
  const [turn, setTurn] = useState(0);

  // biome-ignore lint/correctness/useExhaustiveDependencies: `turn` comes when an answer has come, and something may have moved meanwhile
  useEffect(() => {
    if (version === null || version === asked.current || isAsking.current) return;
    isAsking.current = true;
    asked.current = version;
    const startedAt = performance.now();
    const goOn = (afterMs: number) =>
      setTimeout(
        () => {
          isAsking.current = false;
          setTurn((before) => before + 1);
        },
        Math.max(0, afterMs - (performance.now() - startedAt)),
      );
    readNews(known.current.look).then(
      (news) => {
        known.current = withNews(known.current.rows, news);
        setRows([...known.current.rows.values()].sort(newestFirst));
        goOn(leastPauseMs);
      },
      () => {
        asked.current = null;
        goOn(retryMs);
      },
    );
  }, [version, turn]);

  return { rows: rows ?? first, isWhole: rows !== null };
}

async function readNews(since: number | null): Promise<LiveNews> {
  const answer = await fetch(`/api/live/sessions${since === null ? "" : `?since=${since}`}`);
  if (!answer.ok) throw new Error(`live sessions: ${answer.status}`);
  return (await answer.json()) as LiveNews;
}

function withNews(before: ReadonlyMap<string, LiveRow>, { look, isWhole, rows, gone }: LiveNews) {
  const after = new Map(isWhole ? [] : before);
  for (const id of gone) after.delete(id);
  for (const row of rows) after.set(row.id, row);
  return { look, rows: after };
}

/** Ids begin with the time. */
function newestFirst(one: LiveRow, other: LiveRow): number {
  return one.id < other.id ? 1 : -1;
}
