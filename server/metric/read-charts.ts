import type { Store } from "../store.ts";
import { failureReasons } from "../sign-in-failure/schema.ts";
import { quantile } from "./quantile.ts";
import { steppedRange } from "./range.ts";
import { readSteps, type Steps } from "./read-steps.ts";
import type { Chart, ChartQuestion, Charts } from "./schema.ts";
import {
  type CountedName,
  deliveryRefusals,
  deliveryWays,
  histogramParts,
  levelKey,
  seriesKey,
  tlsLabels,
} from "./series.ts";

const each = (name: CountedName, values: readonly string[]) => values.map((value) => seriesKey(name, value));
const durations = (command: string) =>
  histogramParts.filter((part) => part !== "sum").map((part) => seriesKey("command_duration_seconds", command, part));

/** Sign-ins: what PASS and AUTH take, with all that they wait for. */
export const signInParts = durations("PASS").map((pass, index) => [pass, durations("AUTH")[index] as string]);
const retrievalParts = durations("RETR").map((part) => [part]);

/** A line of a chart: the series it adds up, or the share of measurements below. */
type Asked =
  | { readonly label: string; readonly sum: readonly string[] }
  | { readonly label: string; readonly quantile: number; readonly parts: readonly (readonly string[])[] };

interface AskedChart extends Pick<Chart, "name" | "title" | "unit" | "kind"> {
  readonly lines: readonly Asked[];
}

const charts: readonly AskedChart[] = [
  {
    name: "sessions",
    title: "Sessions at once",
    unit: "count",
    kind: "lines",
    lines: [{ label: "Sessions", sum: [levelKey("sessions")] }],
  },
  {
    name: "sign-ins",
    title: "Sign-ins",
    unit: "count",
    kind: "bars",
    lines: [
      {
        label: "With TLS",
        sum: each(
          "sign_ins_total",
          tlsLabels.filter((tls) => tls !== "none"),
        ),
      },
      { label: "In cleartext", sum: each("sign_ins_total", ["none"]) },
      { label: "Refused", sum: each("sign_in_failures_total", Object.keys(failureReasons)) },
    ],
  },
  {
    name: "mail",
    title: "Messages",
    unit: "count",
    kind: "lines",
    lines: [
      { label: "Delivered", sum: each("delivered_messages_total", deliveryWays) },
      { label: "Retrieved", sum: ["retrieved_messages_total"] },
      { label: "Removed by clients", sum: ["removed_messages_total"] },
    ],
  },
  {
    name: "volume",
    title: "Mail moved",
    unit: "octets",
    kind: "lines",
    lines: [
      { label: "Delivered", sum: each("delivered_bytes_total", deliveryWays) },
      { label: "Retrieved", sum: ["retrieved_bytes_total"] },
    ],
  },
  {
    name: "storage",
    title: "Mail kept",
    unit: "octets",
    kind: "lines",
    lines: [
      { label: "In maildrops", sum: [levelKey("stored_bytes")] },
      { label: "Recoverable", sum: [levelKey("recoverable_bytes")] },
    ],
  },
  {
    name: "latency",
    title: "Time to answer",
    unit: "seconds",
    kind: "lines",
    lines: [
      { label: "Sign-in, half are quicker", quantile: 0.5, parts: signInParts },
      { label: "Sign-in, 95 % are quicker", quantile: 0.95, parts: signInParts },
      { label: "RETR, 95 % are quicker", quantile: 0.95, parts: retrievalParts },
    ],
  },
  {
    name: "trouble",
    title: "Turned away",
    unit: "count",
    kind: "bars",
    lines: [
      { label: "Maildrop locked by another session", sum: each("sign_in_failures_total", ["in-use"]) },
      { label: "Deliveries refused", sum: each("delivery_failures_total", Object.keys(deliveryRefusals)) },
      { label: "Sessions dropped", sum: each("session_ends_total", ["dropped", "lost", "error"]) },
    ],
  },
];

export const chartNames: readonly string[] = charts.map(({ name }) => name);

/** Charts of a range of time, all of them or those named. */
export async function readCharts(
  store: Pick<Store, "logStatements" | "clock">,
  question: ChartQuestion,
  names: readonly string[] = chartNames,
): Promise<Charts> {
  const nowMs = store.clock.now().getTime();
  const range = steppedRange(question, nowMs);
  const asked = charts.filter(({ name }) => names.includes(name));
  const steps = await readSteps(store, range, [...new Set(asked.flatMap(({ lines }) => lines.flatMap(seriesOf)))]);
  const { fromMs, stepMs, count } = range;
  return {
    fromMs,
    stepMs,
    count,
    isOpen: fromMs + count * stepMs > nowMs,
    charts: asked.map(({ lines, ...chart }) => ({
      ...chart,
      lines: lines.map((line) => ({ label: line.label, values: valuesOf(line, steps) })),
    })),
  };
}

function seriesOf(line: Asked): readonly string[] {
  return "sum" in line ? line.sum : line.parts.flat();
}

function valuesOf(line: Asked, steps: Steps): (number | null)[] {
  if ("sum" in line) return steps.of(...line.sum);
  return steps.map((step) =>
    quantile(
      line.quantile,
      line.parts.map((part) => sumAt(steps, part, step)),
    ),
  );
}

function sumAt(steps: Steps, series: readonly string[], step: number): number {
  return series.reduce((sum, key) => sum + steps.at(key, step), 0);
}
