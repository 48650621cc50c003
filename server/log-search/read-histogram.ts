import { engineOf } from "../database/url.ts";
import { results } from "../mail-log/schema.ts";
import type { Store } from "../store.ts";
import { both, conditionOf, type LogCondition, marked } from "./condition.ts";
import { keyAt, keysPerInstant } from "../log-entry/entry-key.ts";
import { type LogFilter, rangeOfFilter } from "./filter.ts";
import type { LogHistogram } from "./schema.ts";
import { type Steps, stepsOver } from "./steps.ts";
import { countedSizes, piecesOf, type Span, within } from "./walk.ts";

const minuteMs = 60_000;
/** Counting ends then; earlier steps are not counted. */
const usualPatienceMs = 250;

/**
 * How many lines match in each step of time. Where only results are asked for, from the counts kept by the minute; otherwise counted, the
 * newest first, as far as patience goes. Null where no line is stored.
 */
export async function readLogHistogram(
  store: Store,
  filter: LogFilter,
  patienceMs = usualPatienceMs,
): Promise<LogHistogram | null> {
  const now = store.clock.now().getTime();
  const [from, until] = rangeOfFilter(filter, now);
  const ends = await store.logs.logMinute.aggregate({ _min: { minute: true }, _max: { minute: true } });
  const [oldest, newest] = [ends._min.minute, ends._max.minute];
  if (oldest === null || newest === null) return null;
  const fromMs = from ?? oldest * minuteMs;
  // Clocks of other machines may be ahead.
  const steps = stepsOver(fromMs, Math.max(fromMs + minuteMs, until ?? Math.max(now, (newest + 1) * minuteMs)));
  const stored = await countMinutes(store, steps);
  const seen = stored.reduce((all, { values }) => all.map((value, step) => value + (values[step] ?? 0)), zeros(steps));
  const isGap = (step: number) => seen[step] === 0;
  const asked = resultsAsked(filter);
  const isOpen = until === null;
  if (asked !== null) {
    const lines = stored
      .filter(({ result }) => asked.has(result))
      .map(({ result, values }) => ({ result, values: values.map((value, step) => (isGap(step) ? null : value)) }));
    return { ...steps, isOpen, lines, countedFromMs: steps.fromMs };
  }
  const { values, countedFromMs } = await countMatching(store, filter, steps, isGap, patienceMs);
  return { ...steps, isOpen, lines: [{ result: "matching", values }], countedFromMs };
}

/** The results ("" is none) whose lines are meant, where nothing else is asked; null where something is. */
function resultsAsked({ text, sourceId, fields }: LogFilter): ReadonlySet<string> | null {
  if (text !== "" || sourceId !== null || fields.some(({ field }) => field !== "result")) return null;
  const known = ["", ...results];
  const asked = fields.reduce(
    (left, { values, isExcluded }) =>
      left.filter((result) => values.includes(result === "" ? "none" : result) !== isExcluded),
    known,
  );
  return new Set(asked);
}

const zeros = ({ count }: Steps): number[] => Array.from({ length: count }, () => 0);

/** All stored lines in each step, by result. */
async function countMinutes({ logs }: Store, steps: Steps): Promise<{ result: string; values: number[] }[]> {
  const minutes = steps.stepMs / minuteMs;
  const first = steps.fromMs / minuteMs;
  const rows = await logs.$queryRawUnsafe<{ step: number | bigint; result: string; total: number | bigint }[]>(
    `SELECT ("minute" - ${first}) / ${minutes} AS "step", "result", sum("lineCount") AS "total" FROM "LogMinute"
     WHERE "minute" >= ${first} AND "minute" < ${first + minutes * steps.count} GROUP BY 1, 2`,
  );
  return ["", ...results].map((result) => {
    const values = zeros(steps);
    for (const row of rows) if (row.result === result) values[Number(row.step)] = Number(row.total);
    return { result, values };
  });
}

async function countMatching(
  store: Store,
  filter: LogFilter,
  { fromMs, stepMs, count }: Steps,
  isGap: (step: number) => boolean,
  patienceMs: number,
): Promise<{ values: (number | null)[]; countedFromMs: number }> {
  const condition = conditionOf(engineOf(store.environment.databaseUrl), filter);
  const until = performance.now() + patienceMs;
  const values: (number | null)[] = Array.from({ length: count }, (_, step) => (isGap(step) ? null : 0));
  let countedFromMs = fromMs;
  const whole: Span = { from: keyAt(fromMs), until: keyAt(fromMs + count * stepMs) };
  const sizes = condition.rest === null ? countedSizes : undefined;
  const pieces = piecesOf(store, condition, whole, "older", sizes);
  for await (const piece of pieces) {
    for (const { step, total } of await countPiece(store, condition, piece, fromMs, stepMs)) {
      values[step] = (values[step] ?? 0) + total;
    }
    if (performance.now() < until || piece.from <= whole.from) continue;
    // A step that was counted in part does not count.
    const firstCounted = Math.ceil((piece.from - whole.from) / (stepMs * keysPerInstant));
    values.fill(null, 0, firstCounted);
    countedFromMs = fromMs + firstCounted * stepMs;
    break;
  }
  return { values, countedFromMs };
}

async function countPiece(
  { logs, environment }: Store,
  condition: LogCondition,
  piece: Span,
  fromMs: number,
  stepMs: number,
): Promise<{ step: number; total: number }[]> {
  const { from, id, driver, rest, found } = condition;
  const [tables, key] = rest === null ? [found.from, found.id] : [from, id];
  const { text, values } = both(both(driver, within(key, piece)), rest);
  const rows = await logs.$queryRawUnsafe<{ step: number | bigint; total: number | bigint }[]>(
    marked(
      engineOf(environment.databaseUrl),
      `SELECT (${key} - ${keyAt(fromMs)}) / ${stepMs * keysPerInstant} AS "step", count(*) AS "total"
       FROM ${tables} WHERE ${text} GROUP BY 1`,
    ),
    ...values,
  );
  return rows.map(({ step, total }) => ({ step: Number(step), total: Number(total) }));
}
