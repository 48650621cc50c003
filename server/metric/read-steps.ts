import type { Store } from "../store.ts";
import { bucketsWithin } from "./bucket-statements.ts";
import type { SteppedRange } from "./range.ts";
import { type LevelName, levelPrefix, levels } from "./series.ts";

/** What was counted in each step, by series. */
export class Steps {
  readonly #range: SteppedRange;
  readonly #bySeries = new Map<string, Float64Array>();

  constructor(range: SteppedRange) {
    this.#range = range;
  }

  /** The parts of a step add up, its levels do not. */
  add(series: string, startMs: number, value: number): void {
    const { fromMs, stepMs, count } = this.#range;
    const step = Math.floor((startMs - fromMs) / stepMs);
    if (step < 0 || step >= count) return;
    const values = this.#bySeries.get(series) ?? new Float64Array(count);
    this.#bySeries.set(series, values);
    const before = values[step] as number;
    values[step] = series.startsWith(levelPrefix) ? Math.max(before, value) : before + value;
  }

  /** Null where nobody counted. */
  of(...series: readonly string[]): (number | null)[] {
    const known = series.flatMap((key) => this.#bySeries.get(key) ?? []);
    return this.map((step) => known.reduce((sum, values) => sum + (values[step] as number), 0));
  }

  /** What `read` gives for each step in which somebody counted. */
  map<Value>(read: (step: number) => Value): (Value | null)[] {
    const counted = this.#bySeries.get("counted_seconds_total");
    return Array.from({ length: this.#range.count }, (_, step) => ((counted?.[step] ?? 0) > 0 ? read(step) : null));
  }

  at(series: string, step: number): number {
    return this.#bySeries.get(series)?.[step] ?? 0;
  }

  sum(...series: readonly string[]): number {
    return this.of(...series).reduce<number>((sum, value) => sum + (value ?? 0), 0);
  }
}

/** Reads these series; "counted_seconds_total" with them, which tells a gap from nothing. */
export async function readSteps(
  { logStatements }: Pick<Store, "logStatements">,
  range: SteppedRange,
  series: readonly string[],
): Promise<Steps> {
  const { fromMs, stepMs, count, seconds } = range;
  const found = await logStatements.read(bucketsWithin, {
    seconds,
    series: ["counted_seconds_total", ...series],
    fromMs,
    untilMs: fromMs + count * stepMs,
  });
  const steps = new Steps(range);
  // Nodes at one instant: their sum, but for what is the same on each.
  const levelSums = new Map<string, { series: string; startMs: number; value: number }>();
  for (const { series, startMs, value } of found) {
    if (!series.startsWith(levelPrefix)) {
      steps.add(series, startMs, value);
      continue;
    }
    const key = `${series} ${startMs}`;
    const known = levelSums.get(key);
    const { isShared } = levels[series.slice(levelPrefix.length) as LevelName] ?? { isShared: true };
    const together = known === undefined ? value : isShared ? Math.max(known.value, value) : known.value + value;
    levelSums.set(key, { series, startMs, value: together });
  }
  for (const { series, startMs, value } of levelSums.values()) steps.add(series, startMs, value);
  return steps;
}
