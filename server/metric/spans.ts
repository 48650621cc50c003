const minute = 60;
const hour = 60 * minute;
const day = 24 * hour;

/** Lengths of the spans of time that are counted apart, in seconds, and how long each is kept. */
export const spans = [
  { seconds: minute, keptMs: 26 * hour * 1000 },
  { seconds: 10 * minute, keptMs: 8 * day * 1000 },
  { seconds: hour, keptMs: 100 * day * 1000 },
  { seconds: day, keptMs: 5 * 366 * day * 1000 },
] as const;

/** Instead of a length: all of time. Begins at 1970, and is never forgotten. */
export const everSeconds = 0;

/** When the span began that holds this instant; milliseconds. */
export function startOfSpan(atMs: number, seconds: number): number {
  if (seconds === everSeconds) return 0;
  return Math.floor(atMs / (seconds * 1000)) * seconds * 1000;
}
