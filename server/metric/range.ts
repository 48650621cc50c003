import { type ChartQuestion, chartRanges } from "./schema.ts";
import { spans } from "./spans.ts";

/** A range of time in steps, each made of some spans of one length. */
export interface SteppedRange {
  /** A whole number of spans since 1970. */
  readonly fromMs: number;
  readonly stepMs: number;
  readonly count: number;
  /** Length of the spans to read. */
  readonly seconds: number;
}

const mostSteps = 180;
const fewestSpans = 60;
const shortestMs = 10 * 60_000;
const [usual] = chartRanges;

/**
 * From the question of an address bar: what is asked for by name ends now, what is dragged where it was dragged to. Read from the longest
 * spans that still show something, but never from ones that are forgotten that far back.
 */
export function steppedRange({ range, from, until }: ChartQuestion, nowMs: number): SteppedRange {
  const isDragged = from !== undefined && until !== undefined && until > from;
  const named = chartRanges.find(({ value }) => value === range) ?? usual;
  const endMs = isDragged ? Math.min(until, nowMs) : nowMs;
  const wantedMs = isDragged ? endMs - from : (named?.ms ?? 0);
  const lengthMs = Math.max(wantedMs, shortestMs);
  const kept = spans.filter(({ keptMs }) => nowMs - (endMs - lengthMs) <= keptMs);
  const fitting = kept.filter(({ seconds }) => lengthMs / (seconds * 1000) >= fewestSpans);
  const { seconds } = fitting.at(-1) ?? kept[0] ?? spans[spans.length - 1] ?? { seconds: 60 };
  const spanMs = seconds * 1000;
  const spanCount = Math.max(1, Math.ceil(lengthMs / spanMs));
  const stepMs = Math.ceil(spanCount / mostSteps) * spanMs;
  const count = Math.max(2, Math.ceil(lengthMs / stepMs));
  // The last step holds the end; it is not over yet where the end is now.
  const lastMs = Math.floor((endMs - 1) / spanMs) * spanMs + spanMs;
  return { fromMs: lastMs - count * stepMs, stepMs, count, seconds };
}
