import { z } from "zod";

const hourMs = 60 * 60 * 1000;
const dayMs = 24 * hourMs;

/** The ranges of time that charts are asked for by name. */
export const chartRanges = [
  { value: "hour", label: "Hour", ms: hourMs },
  { value: "day", label: "Day", ms: dayMs },
  { value: "week", label: "Week", ms: 7 * dayMs },
  { value: "month", label: "Month", ms: 30 * dayMs },
  { value: "year", label: "Year", ms: 365 * dayMs },
] as const;
export type ChartRangeName = (typeof chartRanges)[number]["value"];

const instantMs = z.coerce.number().int().min(0).max(8.64e15);

/** As the address bar has it: a range that ends now, or one that was dragged. What is nonsense counts as not given. */
export const chartQuestion = z.object({
  range: z
    .enum(chartRanges.map(({ value }) => value))
    .optional()
    .catch(undefined),
  from: instantMs.optional().catch(undefined),
  until: instantMs.optional().catch(undefined),
});
export type ChartQuestion = z.output<typeof chartQuestion>;

export type ChartUnit = "count" | "octets" | "seconds";

export interface ChartLine {
  readonly label: string;
  /** One for each step of time; null where nobody counted. */
  readonly values: readonly (number | null)[];
}

export interface Chart {
  readonly name: string;
  readonly title: string;
  readonly unit: ChartUnit;
  /** "bars": what happened in each step, one above the other. "lines": how high it stood. */
  readonly kind: "bars" | "lines";
  readonly lines: readonly ChartLine[];
}

/** Charts over one range of time, all with the same steps. */
export interface Charts {
  readonly fromMs: number;
  readonly stepMs: number;
  /** How many steps. */
  readonly count: number;
  /** The last step is not over yet. */
  readonly isOpen: boolean;
  readonly charts: readonly Chart[];
}

/** What happened in a range of time, in all. */
export interface MetricSums {
  readonly sessionCount: number;
  readonly signInCount: number;
  readonly cleartextCount: number;
  readonly refusedCount: number;
  readonly inUseCount: number;
  readonly retrievedCount: number;
  readonly retrievedOctets: number;
  /** Of what RETR asked for, how much arrived: 0 to 1; null where nothing was asked for. */
  readonly retrievalSuccess: number | null;
  readonly removedCount: number;
  readonly removedOctets: number;
  readonly deliveredCount: number;
  readonly deliveredOctets: number;
  readonly refusedDeliveryCount: number;
  /** Seconds; null where nobody signed in. */
  readonly signInMedian: number | null;
  readonly signInSlowest: number | null;
  /** Of the time asked for, how much was counted: 0 to 1. */
  readonly coverage: number;
}

export interface MetricsTokenView {
  readonly createdAt: Date;
}
