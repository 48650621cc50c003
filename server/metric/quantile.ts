import { durationBounds } from "./series.ts";

/**
 * The value below which the share `q` (0 to 1) of what was measured lies, in seconds, as Prometheus reckons it: evenly spread within its part.
 * `parts`: of each part of the histogram how many, the last without an upper end. Null where nothing was measured.
 */
export function quantile(q: number, parts: readonly number[]): number | null {
  const total = parts.reduce((sum, count) => sum + count, 0);
  if (total === 0) return null;
  const rank = q * total;
  let below = 0;
  for (const [index, count] of parts.entries()) {
    if (below + count < rank || count === 0) {
      below += count;
      continue;
    }
    const start = durationBounds[index - 1] ?? 0;
    const end = durationBounds[index] ?? start;
    return start + ((end - start) * (rank - below)) / count;
  }
  return durationBounds.at(-1) ?? null;
}
