/** Coordinates of a drawing, whatever size it is shown in. */
export const width = 600;
export const height = 160;

type Values = readonly (number | null)[];

/** A line through the middles of steps; gaps stay gaps, and a value between two gaps is a dash. */
export function linePath(values: Values, top: number): string {
  const step = width / values.length;
  const y = (value: number) => (height - (value / top) * height).toFixed(1);
  return values
    .map((value, index) => {
      if (value === null) return "";
      const middle = ((index + 0.5) * step).toFixed(1);
      const isAlone = (values[index - 1] ?? null) === null && (values[index + 1] ?? null) === null;
      if (isAlone) return `M${(index * step).toFixed(1)} ${y(value)}h${step.toFixed(1)}`;
      return `${(values[index - 1] ?? null) === null ? "M" : "L"}${middle} ${y(value)}`;
    })
    .join("");
}

/** Bars from what lies below to what is added. */
export function barsPath(values: Values, below: readonly number[], top: number): string {
  const step = width / values.length;
  const gap = step > 3 ? Math.min(1.5, step * 0.15) : 0;
  const scale = height / top;
  return values
    .map((value, index) => {
      if (value === null || value === 0) return "";
      const foot = height - (below[index] ?? 0) * scale;
      const x = (index * step + gap / 2).toFixed(1);
      return `M${x} ${foot.toFixed(1)}v${(-value * scale).toFixed(2)}h${(step - gap).toFixed(1)}v${(value * scale).toFixed(2)}z`;
    })
    .join("");
}

/** Where nobody counted: from and length, in steps. */
export function gapsIn(values: Values): { from: number; length: number }[] {
  const gaps: { from: number; length: number }[] = [];
  for (const [index, value] of values.entries()) {
    if (value !== null) continue;
    const last = gaps.at(-1);
    if (last && last.from + last.length === index) last.length += 1;
    else gaps.push({ from: index, length: 1 });
  }
  return gaps;
}
