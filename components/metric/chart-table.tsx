import type { Chart, Charts } from "#server/metric/schema.ts";
import { stepText, valueText } from "./scale.ts";

export interface ChartTableProps extends Pick<Charts, "fromMs" | "stepMs"> {
  chart: Chart;
  zone: string;
  /** What stands where there is no value. */
  missing: string;
}

/** The same in numbers, the newest first. */
export function ChartTable({ chart, fromMs, stepMs, zone, missing }: ChartTableProps) {
  const { lines, unit, title } = chart;
  const steps = (lines[0]?.values ?? []).map((_, step) => step).reverse();
  return (
    <details className="text-xs">
      <summary className="w-fit cursor-pointer text-muted hover:text-foreground">As a table</summary>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys */}
      <div className="mt-2 max-h-72 overflow-auto rounded-md border border-border" tabIndex={0}>
        <table className="w-full border-collapse tabular-nums">
          <caption className="sr-only">{title}</caption>
          <thead className="sticky top-0 bg-surface-secondary text-left text-muted">
            <tr>
              <th scope="col" className="px-2 py-1 font-medium">
                From
              </th>
              {lines.map(({ label }) => (
                <th key={label} scope="col" className="px-2 py-1 text-right font-medium">
                  {label}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {steps.map((step) => (
              <tr key={step} className="border-t border-separator">
                <th scope="row" className="px-2 py-1 text-left font-normal whitespace-nowrap">
                  {stepText(fromMs + step * stepMs, stepMs, zone)}
                </th>
                {lines.map(({ label, values }) => {
                  const value = values[step] ?? null;
                  return (
                    <td key={label} className="px-2 py-1 text-right">
                      {value === null ? <span className="text-muted">{missing}</span> : valueText(value, unit)}
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}
