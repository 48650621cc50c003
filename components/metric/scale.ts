import { formatCount } from "#components/ui/count.tsx";
import { clockTimeOf, dayOf } from "#components/ui/instant.ts";
import { formatOctets } from "#components/ui/octets.tsx";
import type { ChartUnit } from "#server/metric/schema.ts";

/** The next round number that holds `highest`: 1, 2, 5, 10, 20, … Counts have no fractions. */
export function roundTop(highest: number, unit: ChartUnit): number {
  if (highest <= 0) return unit === "seconds" ? 0.001 : unit === "octets" ? 1_000 : 1;
  const power = 10 ** Math.floor(Math.log10(highest));
  const top = ([1, 2, 5, 10].find((factor) => factor * power >= highest * 0.9999) ?? 10) * power;
  return unit === "count" ? Math.max(1, top) : top;
}

export function valueText(value: number, unit: ChartUnit): string {
  if (unit === "octets") return formatOctets(Math.round(value));
  if (unit === "count") return Number.isInteger(value) ? formatCount(value) : String(value);
  return value >= 1 ? `${value.toFixed(value < 10 ? 1 : 0)} s` : `${Number((value * 1000).toPrecision(2))} ms`;
}

const dayMs = 86_400_000;

/** When a step began: the time of day where steps are short, the day where they are not. */
export function stepText(atMs: number, stepMs: number, zone: string): string {
  const at = new Date(atMs);
  if (stepMs >= dayMs) return dayOf(at, zone);
  return stepMs >= 3_600_000 ? `${dayOf(at, zone)}, ${clockTimeOf(at, zone)}` : clockTimeOf(at, zone);
}

export function lengthText(ms: number): string {
  const minutes = ms / 60_000;
  if (minutes < 60) return `${minutes} min`;
  return minutes < 24 * 60 ? `${minutes / 60} h` : minutes === 24 * 60 ? "1 day" : `${minutes / 60 / 24} days`;
}
