import { engineOf } from "../database/url.ts";
import type { Store } from "../store.ts";
import { conditionOf, type LogCondition } from "./condition.ts";
import type { LogPaging } from "./cursor.ts";
import { keyAt } from "../log-entry/entry-key.ts";
import { type LogFilter, rangeOfFilter } from "./filter.ts";
import { readRowsById } from "./read-rows.ts";
import type { LogPage } from "./schema.ts";
import { type Direction, idsIn, piecesOf, type Span } from "./walk.ts";

/** Looking through lines that match little ends then, and says where. */
const patienceMs = 700;

export interface LogQuestion extends LogPaging {
  readonly filter: LogFilter;
  /** Rows of the page. */
  readonly size: number;
  /** Milliseconds after which looking stops. */
  readonly patienceMs?: number;
}

/** A page of lines that match, newest first. */
export async function readLogPage(store: Store, question: LogQuestion): Promise<LogPage> {
  const { filter, before, after, size } = question;
  const condition = conditionOf(engineOf(store.environment.databaseUrl), filter);
  const whole = spanOf(filter, store.clock.now().getTime());
  const patience = question.patienceMs ?? patienceMs;
  if (after !== null) {
    const span = { ...whole, from: Math.max(whole.from, after + 1) };
    const { ids, stoppedAt } = await find(store, condition, span, "newer", size + 1, patience);
    const hasNewer = ids.length > size || stoppedAt !== null;
    const shown = ids.slice(0, size).reverse();
    const rows = await readRowsById(store.logs, shown);
    return { rows, hasNewer, olderBefore: shown.at(-1) ?? after + 1, isStopped: false };
  }
  const span = { ...whole, until: before === null ? whole.until : Math.min(whole.until, before) };
  const { ids, stoppedAt } = await find(store, condition, span, "older", size + 1, patience);
  const shown = ids.slice(0, size);
  const rows = await readRowsById(store.logs, shown);
  const olderBefore = ids.length > size ? (shown.at(-1) ?? null) : stoppedAt;
  return { rows, hasNewer: before !== null, olderBefore, isStopped: stoppedAt !== null };
}

/** Ids a filter's range of time has. */
export function spanOf(filter: LogFilter, nowMs: number): Span {
  const [fromMs, untilMs] = rangeOfFilter(filter, nowMs);
  return {
    from: fromMs === null ? 0 : keyAt(fromMs),
    until: untilMs === null ? Number.MAX_SAFE_INTEGER : keyAt(untilMs),
  };
}

/** The first `most` that match; `stoppedAt` where patience was at its end before as many were found. */
async function find(
  store: Store,
  condition: LogCondition,
  span: Span,
  direction: Direction,
  most: number,
  patience: number,
): Promise<{ ids: number[]; stoppedAt: number | null }> {
  const ids: number[] = [];
  const until = performance.now() + patience;
  // Where nothing is asked of lines one by one, the first that are found are those that match.
  const pieces = condition.rest === null ? [span] : piecesOf(store, condition, span, direction);
  for await (const piece of pieces) {
    ids.push(...(await idsIn(store, condition, piece, direction, most - ids.length)));
    if (ids.length >= most) break;
    const isLast = direction === "older" ? piece.from <= span.from : piece.until >= span.until;
    if (!isLast && performance.now() > until) {
      return { ids, stoppedAt: direction === "older" ? piece.from : piece.until };
    }
  }
  return { ids, stoppedAt: null };
}
