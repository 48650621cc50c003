"use client";

import { useRouter } from "next/navigation";
import { type KeyboardEvent, type PointerEvent, useId, useState } from "react";
import { classes } from "#components/ui/classes.ts";
import { useTimeZone } from "#components/ui/time.tsx";
import type { Chart, ChartLine, Charts } from "#server/metric/schema.ts";
import { ChartTable } from "./chart-table.tsx";
import { barsPath, gapsIn, height, linePath, width } from "./paths.ts";
import { roundTop, stepText, valueText } from "./scale.ts";

/** Share of the chart from which on a gap says what it is. */
const namedGap = 0.4;

/** Never colour alone: lines differ in their dashes, bars in their order, which the legend has too. */
const looks = {
  lines: [
    { colour: "var(--accent)", dash: undefined },
    { colour: "var(--success)", dash: "5 3" },
    { colour: "var(--danger)", dash: "1.5 3" },
  ],
  bars: [
    { colour: "var(--accent)", dash: undefined },
    { colour: "var(--warning)", dash: undefined },
    { colour: "var(--danger)", dash: undefined },
    { colour: "var(--muted)", dash: undefined },
  ],
} as const;

/** What a gap is, and a chart without any value. */
const countedWords = { gap: "nothing was counted", empty: "Nothing was counted in this time.", missing: "not counted" };

export interface ChartFigureProps extends Pick<Charts, "fromMs" | "stepMs" | "count" | "isOpen"> {
  chart: Chart;
  /** Where a range that was dragged leads: `from` and `until` are added. May have a query of its own. */
  path: string;
  words?: typeof countedWords;
  /** Without the table, beside others on a page that is not about it. */
  isBrief?: boolean;
  /** Of little height, above what it is about. */
  isLow?: boolean;
}

/** A chart over time. Dragging chooses a range; pointer and arrow keys read it; a table says the same. */
export function ChartFigure({
  chart,
  fromMs,
  stepMs,
  count,
  isOpen,
  path,
  words = countedWords,
  isBrief = false,
  isLow = false,
}: ChartFigureProps) {
  const router = useRouter();
  const zone = useTimeZone();
  const titleId = useId();
  const tall = isLow ? "h-24" : "h-40";
  const [at, setAt] = useState<number | null>(null);
  const [anchor, setAnchor] = useState<number | null>(null);
  const { lines, unit, kind } = chart;
  const stacks = stacked(lines, count, kind === "bars");
  const isEmpty = lines.every(({ values }) => values.every((value) => value === null));
  const highest = Math.max(
    0,
    ...lines.flatMap(({ values }, index) => values.map((value, step) => (value ?? 0) + (stacks[index]?.[step] ?? 0))),
  );
  const top = roundTop(highest, unit);
  const gaps = gapsIn(lines[0]?.values ?? []);
  const startOf = (step: number) => fromMs + step * stepMs;

  const stepUnder = ({ clientX, currentTarget }: PointerEvent<HTMLElement>): number => {
    const { left, width: shown } = currentTarget.getBoundingClientRect();
    return Math.min(count - 1, Math.max(0, Math.floor(((clientX - left) / shown) * count)));
  };
  const choose = (first: number, last: number) => {
    const [from, until] = [startOf(Math.min(first, last)), startOf(Math.max(first, last) + 1)];
    router.push(`${path}${path.includes("?") ? "&" : "?"}from=${from}&until=${until}`, { scroll: false });
  };
  const released = (event: PointerEvent<HTMLElement>) => {
    const step = stepUnder(event);
    if (anchor !== null && anchor !== step) choose(anchor, step);
    setAnchor(null);
  };
  const pressed = (event: KeyboardEvent) => {
    const by = { ArrowLeft: -1, ArrowRight: 1, PageUp: -10, PageDown: 10, Home: -count, End: count }[event.key];
    if (event.key === "Escape") {
      setAt(null);
      setAnchor(null);
    } else if (event.key === "Enter" && at !== null) {
      if (anchor !== null && anchor !== at) choose(anchor, at);
      setAnchor(anchor === null ? at : null);
    } else if (by !== undefined) {
      event.preventDefault();
      setAt(Math.min(count - 1, Math.max(0, (at ?? count) + by)));
    }
  };

  const selection = anchor !== null && at !== null ? ([Math.min(anchor, at), Math.max(anchor, at)] as const) : null;
  return (
    <figure className="flex min-w-0 flex-col gap-2" aria-labelledby={titleId}>
      <figcaption className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1">
        <span id={titleId} className="font-semibold">
          {chart.title}
        </span>
        <span className="text-xs text-muted" aria-live="polite">
          {at !== null && !isEmpty && stepText(startOf(at), stepMs, zone)}
        </span>
      </figcaption>
      <Legend lines={lines} kind={kind} value={(line) => readAt(line, at, chart)} />
      {isEmpty ? (
        <p
          className={classes(
            "flex items-center justify-center rounded-md bg-surface-secondary px-4 text-center text-muted",
            tall,
          )}
        >
          {words.empty}
        </p>
      ) : (
        <div className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-2 text-xs text-muted">
          <div
            className={classes("flex flex-col justify-between text-right leading-none tabular-nums", tall)}
            aria-hidden
          >
            <span>{valueText(top, unit)}</span>
            <span>0</span>
          </div>
          <div
            role="slider"
            tabIndex={0}
            aria-labelledby={titleId}
            aria-valuemin={0}
            aria-valuemax={count - 1}
            aria-valuenow={at ?? count - 1}
            aria-valuetext={spoken(
              chart,
              at ?? count - 1,
              stepText(startOf(at ?? count - 1), stepMs, zone),
              words.missing,
            )}
            className={classes("relative cursor-crosshair touch-pan-y overflow-hidden rounded-sm select-none", tall)}
            onPointerDown={(event) => {
              if (event.button !== 0) return;
              event.currentTarget.setPointerCapture(event.pointerId);
              setAnchor(stepUnder(event));
              setAt(stepUnder(event));
            }}
            onPointerMove={(event) => setAt(stepUnder(event))}
            onPointerUp={released}
            onPointerCancel={() => setAnchor(null)}
            onPointerLeave={() => anchor === null && setAt(null)}
            onKeyDown={pressed}
            onBlur={() => setAt(null)}
          >
            <svg
              aria-hidden
              viewBox={`0 0 ${width} ${height}`}
              preserveAspectRatio="none"
              className="absolute inset-0 size-full"
            >
              {gaps.map(({ from, length }) => (
                <rect
                  key={from}
                  x={(from * width) / count}
                  y={0}
                  width={(length * width) / count}
                  height={height}
                  fill="var(--surface-secondary)"
                />
              ))}
              {[0, 0.5, 1].map((share) => (
                <line
                  key={share}
                  x1={0}
                  x2={width}
                  y1={share * height}
                  y2={share * height}
                  stroke="var(--border)"
                  vectorEffect="non-scaling-stroke"
                />
              ))}
              {selection && (
                <rect
                  x={(selection[0] * width) / count}
                  y={0}
                  width={((selection[1] - selection[0] + 1) * width) / count}
                  height={height}
                  fill="var(--accent)"
                  opacity={0.15}
                />
              )}
              {lines.map(({ label, values }, index) => {
                const { colour, dash } = lookOf(kind, index);
                return kind === "bars" ? (
                  <path key={label} d={barsPath(values, stacks[index] ?? [], top)} fill={colour} />
                ) : (
                  <path
                    key={label}
                    d={linePath(isOpen && !isLevel(chart) ? withoutOpen(values) : values, top)}
                    fill="none"
                    stroke={colour}
                    strokeWidth={1.75}
                    strokeDasharray={dash}
                    strokeLinejoin="round"
                    vectorEffect="non-scaling-stroke"
                  />
                );
              })}
              {at !== null && (
                <line
                  x1={((at + 0.5) * width) / count}
                  x2={((at + 0.5) * width) / count}
                  y1={0}
                  y2={height}
                  stroke="var(--foreground)"
                  opacity={0.45}
                  vectorEffect="non-scaling-stroke"
                />
              )}
            </svg>
            {gaps.map(
              ({ from, length }) =>
                length > count * namedGap && (
                  <span
                    key={from}
                    aria-hidden
                    className="pointer-events-none absolute inset-y-0 flex items-center justify-center text-xs text-muted"
                    style={{ left: `${(100 * from) / count}%`, width: `${(100 * length) / count}%` }}
                  >
                    {words.gap}
                  </span>
                ),
            )}
          </div>
          <span />
          <div className="mt-1 flex justify-between gap-2">
            <span>{stepText(fromMs, stepMs, zone)}</span>
            <span className="max-sm:hidden">{stepText(startOf(Math.floor(count / 2)), stepMs, zone)}</span>
            <span>{stepText(startOf(count), stepMs, zone)}</span>
          </div>
        </div>
      )}
      {!isBrief && !isEmpty && (
        <ChartTable chart={chart} fromMs={fromMs} stepMs={stepMs} zone={zone} missing={words.missing} />
      )}
    </figure>
  );
}

function Legend({
  lines,
  kind,
  value,
}: {
  lines: readonly ChartLine[];
  kind: Chart["kind"];
  value: (line: ChartLine) => string;
}) {
  return (
    <ul className="flex flex-wrap gap-x-4 gap-y-1 text-xs">
      {lines.map((line, index) => {
        const { colour, dash } = lookOf(kind, index);
        return (
          <li key={line.label} className="flex items-center gap-1.5">
            <svg aria-hidden width={16} height={8} className={classes(kind === "bars" && "rounded-xs")}>
              {kind === "bars" ? (
                <rect width={16} height={8} fill={colour} />
              ) : (
                <line x1={0} x2={16} y1={4} y2={4} stroke={colour} strokeWidth={2} strokeDasharray={dash} />
              )}
            </svg>
            <span className="text-muted">{line.label}</span>
            <span className="font-medium tabular-nums">{value(line)}</span>
          </li>
        );
      })}
    </ul>
  );
}

function lookOf(kind: Chart["kind"], index: number) {
  return looks[kind][index % looks[kind].length] ?? looks[kind][0];
}

/** What lies below each line: the lines before it, where they stand on each other. */
function stacked(lines: readonly ChartLine[], count: number, isStacked: boolean): number[][] {
  const below = Array.from({ length: count }, () => 0);
  return lines.map(({ values }) => {
    const own = [...below];
    if (isStacked) for (const [step, value] of values.entries()) below[step] = (below[step] ?? 0) + (value ?? 0);
    return own;
  });
}

/** Whether it says how high something stands, rather than how much happened. */
function isLevel({ unit, name }: Chart): boolean {
  return unit === "seconds" || name === "sessions" || name === "storage";
}

/** A step that has just begun has little yet: drawn, it would look as if everything had stopped. */
function withoutOpen(values: ChartLine["values"]): ChartLine["values"] {
  return values.at(-2) === null ? values : values.with(-1, null);
}

/** At the cursor; without one the sum of what happened, or where a level stands now. */
function readAt({ values }: ChartLine, at: number | null, chart: Chart): string {
  const { unit } = chart;
  if (at !== null) {
    const value = values[at] ?? null;
    return value === null ? "–" : valueText(value, unit);
  }
  const known = values.filter((value) => value !== null);
  if (known.length === 0) return "–";
  const last = known.at(-1) ?? 0;
  return valueText(isLevel(chart) ? last : known.reduce((sum, value) => sum + value, 0), unit);
}

function spoken({ lines, unit }: Chart, step: number, when: string, missing: string): string {
  const values = lines.map(({ label, values }) => {
    const value = values[step] ?? null;
    return `${label} ${value === null ? missing : valueText(value, unit)}`;
  });
  return `${when}: ${values.join(", ")}`;
}
