const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** Lengths of a step that people count in; each a whole number of minutes, for lines are counted by the minute. */
const lengths = [1, 2, 5, 10, 15, 30]
  .map((minutes) => minutes * minuteMs)
  .concat([1, 2, 3, 6, 12].map((hours) => hours * hourMs))
  .concat([1, 2, 7, 14, 30, 90, 365].map((days) => days * dayMs));

const mostSteps = 120;

/** Steps of equal length that cover a range of time and begin at whole ones. */
export interface Steps {
  readonly fromMs: number;
  readonly stepMs: number;
  readonly count: number;
}

export function stepsOver(fromMs: number, untilMs: number): Steps {
  const span = Math.max(minuteMs, untilMs - fromMs);
  const stepMs = lengths.find((length) => span / length <= mostSteps) ?? 365 * dayMs;
  const first = Math.floor(fromMs / stepMs) * stepMs;
  return { fromMs: first, stepMs, count: Math.max(1, Math.ceil((untilMs - first) / stepMs)) };
}
