import { gauges } from "./gauges.ts";
import { type CountedName, counted, labelOf } from "./series.ts";

export interface ListedMetric {
  readonly name: string;
  readonly type: "counter" | "gauge" | "histogram";
  /** Null: none. */
  readonly label: string | null;
  readonly help: string;
}

/** Every metric there is, from the tables that the code itself counts by. */
export const metricList: readonly ListedMetric[] = [
  ...Object.entries(gauges).map(
    ([name, { help, label }]): ListedMetric => ({ name: `popdesk_${name}`, type: "gauge", label, help }),
  ),
  ...(Object.keys(counted) as CountedName[]).map((name): ListedMetric => {
    const { type, help } = counted[name];
    return { name: `popdesk_${name}`, type, label: labelOf(name)?.name ?? null, help };
  }),
];

/** The same for docs/metrics.md. */
export const metricTable = [
  "| metric | type | label | what it says |",
  "|---|---|---|---|",
  ...metricList.map(({ name, type, label, help }) => `| \`${name}\` | ${type} | ${label ?? ""} | ${help} |`),
].join("\n");
