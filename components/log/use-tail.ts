"use client";

import { useCallback, useEffect, useRef, useState } from "react";
import type { LogRow, TailNews } from "#server/log-search/schema.ts";

/** More are not kept in the page: what is older is found by paging. */
const mostRows = 500;

export interface Tail {
  /** Newest first: those that came, above those there were. */
  readonly rows: readonly LogRow[];
  /** Came meanwhile, and are shown when asked for, or when nothing holds them back any more. */
  readonly waitingCount: number;
  /** More came at once than are shown. */
  readonly hasMissed: boolean;
  readonly isConnected: boolean;
  show(): void;
}

interface Held {
  readonly rows: readonly LogRow[];
  readonly waiting: readonly LogRow[];
  readonly hasMissed: boolean;
}

/** The list as it grows, while `address` names a stream of new lines; null: it stays as it is. `isHeld`: they wait instead of moving the list. */
export function useTail(first: readonly LogRow[], address: string | null, isHeld: boolean): Tail {
  const [held, setHeld] = useState<Held>({ rows: first, waiting: [], hasMissed: false });
  const [isConnected, setConnected] = useState(true);
  const holds = useRef(isHeld);
  holds.current = isHeld;

  useEffect(() => {
    if (address === null) return;
    const source = new EventSource(address);
    source.onopen = () => setConnected(true);
    source.onerror = () => setConnected(false);
    source.onmessage = (event) => {
      const { rows, isCut } = JSON.parse(event.data) as TailNews;
      setHeld((before) => {
        const waiting = merged(before.waiting, rows, before.rows);
        const after = { ...before, waiting, hasMissed: before.hasMissed || isCut };
        return holds.current ? after : shown(after);
      });
    };
    return () => source.close();
  }, [address]);

  useEffect(() => {
    if (!isHeld) setHeld((before) => (before.waiting.length === 0 ? before : shown(before)));
  }, [isHeld]);

  const show = useCallback(() => setHeld(shown), []);
  return { rows: held.rows, waitingCount: held.waiting.length, hasMissed: held.hasMissed, isConnected, show };
}

const shown = ({ rows, waiting, hasMissed }: Held): Held => ({
  rows: inOrder([...waiting, ...rows]).slice(0, mostRows),
  waiting: [],
  hasMissed,
});

/** The stream tells some twice, for lines of several sources come a little out of order. */
function merged(waiting: readonly LogRow[], news: readonly LogRow[], rows: readonly LogRow[]): readonly LogRow[] {
  const known = new Set([...waiting, ...rows].map(({ id }) => id));
  const fresh = news.filter(({ id }) => !known.has(id));
  return fresh.length === 0 ? waiting : inOrder([...fresh, ...waiting]).slice(0, mostRows);
}

const inOrder = (rows: readonly LogRow[]): LogRow[] => [...rows].sort((one, other) => other.id - one.id);
