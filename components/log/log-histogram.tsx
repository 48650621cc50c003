import { ChartFigure } from "#components/metric/chart-figure.tsx";
import { Time } from "#components/ui/time.tsx";
import type { LogFilter, LogHistogram } from "#server/log-search/schema.ts";
import { logsHref } from "./paths.ts";

const labels: Readonly<Record<string, string>> = {
  ok: "ok",
  deferred: "tried again",
  refused: "refused",
  failed: "failed",
  "": "other",
  matching: "lines that match",
};
/** Refusals are not trouble by themselves, but stand beside it. */
const order = ["ok", "matching", "deferred", "failed", ""];

const words = {
  gap: "no line is stored",
  empty: "No line of this time is stored.",
  missing: "no line stored",
};

/** Lines over time. Dragging, or Enter at both ends, chooses a range of time. */
export function LogHistogramFigure({ histogram, filter }: { histogram: LogHistogram; filter: LogFilter }) {
  const { fromMs, stepMs, count, isOpen, countedFromMs } = histogram;
  const lines = order.flatMap((result) => {
    const own = histogram.lines.filter(
      (line) => line.result === result || (result === "deferred" && line.result === "refused"),
    );
    if (own.length === 0) return [];
    const values = Array.from({ length: count }, (_, step) => sum(own.map((line) => line.values[step] ?? null)));
    return [{ label: own.map((line) => labels[line.result] ?? line.result).join(" or "), values }];
  });
  const everywhere = logsHref({ ...filter, span: null, fromMs: null, untilMs: null });
  return (
    <div className="flex flex-col gap-2">
      <ChartFigure
        chart={{ name: "lines", title: "Lines over time", unit: "count", kind: "bars", lines }}
        fromMs={fromMs}
        stepMs={stepMs}
        count={count}
        isOpen={isOpen}
        path={everywhere}
        words={words}
        isLow
      />
      {countedFromMs > fromMs && (
        <p className="text-xs text-muted">
          Counted from <Time at={new Date(countedFromMs)} format="exact" /> on: there are too many lines to look through
          at once. Choose a range to look further back.
        </p>
      )}
    </div>
  );
}

function sum(values: readonly (number | null)[]): number | null {
  return values.reduce((all, value) => (value === null ? all : (all ?? 0) + value), null);
}
