import { z } from "zod";
import { rowId } from "../input/schema.ts";
import { fieldLabels, type FilterField, filterFields, fieldValue } from "./fields.ts";

/** How far back lines are looked for, by name. */
export const logSpans = [
  { value: "1h", label: "Last hour", ms: 3_600_000 },
  { value: "24h", label: "Day", ms: 24 * 3_600_000 },
  { value: "7d", label: "Week", ms: 7 * 24 * 3_600_000 },
] as const;
export type LogSpan = (typeof logSpans)[number]["value"];

/** One field of a line: it holds one of `values`, or (`isExcluded`) none of them. */
export interface FieldCondition {
  readonly field: FilterField;
  readonly values: readonly string[];
  readonly isExcluded: boolean;
}

/** Which lines are meant. All that is given must hold. */
export interface LogFilter {
  /** Words of the line; empty: any. */
  readonly text: string;
  readonly sourceId: number | null;
  /** A span that ends now, or else a range; either end may be open. Milliseconds since 1970. */
  readonly span: LogSpan | null;
  readonly fromMs: number | null;
  /** The end is not among them. */
  readonly untilMs: number | null;
  readonly fields: readonly FieldCondition[];
}

export const noFilter: LogFilter = { text: "", sourceId: null, span: null, fromMs: null, untilMs: null, fields: [] };

/** Something of an address or a command that was not understood, and why. */
export interface FilterProblem {
  readonly name: string;
  readonly value: string;
  readonly message: string;
}

export interface ReadFilter {
  readonly filter: LogFilter;
  /** What is left out of the filter. */
  readonly problems: readonly FilterProblem[];
}

/** Values of one field that are asked for at once. */
const mostValues = 20;
const excludedPrefix = "not.";

const text = z
  .string()
  .trim()
  .max(254, "At most 254 characters.")
  .regex(/^\P{Cc}*$/u, "It holds a control character.");
const instant = z.coerce
  .number("Write milliseconds since 1970.")
  .int("Write milliseconds since 1970.")
  .min(0, "That is before 1970.")
  .max(8.64e15, "That is no date.");

/** What stands in an address bar, or was given to a command: `event=…`, `not.event=…` (each more than once), `text`, `source`, `span`, `from`, `until`. */
export type FilterQuery = Readonly<Record<string, string | readonly string[] | undefined>>;

/** Nonsense is told, not guessed at: what was not understood is left out and named. Other names are somebody else's. */
export function readLogFilter(query: FilterQuery): ReadFilter {
  const problems: FilterProblem[] = [];
  const one = <Value>(name: string, schema: z.ZodType<Value>): Value | null => {
    const [value = ""] = valuesOf(query[name]);
    if (value === "") return null;
    const read = schema.safeParse(value);
    if (read.success) return read.data;
    problems.push({ name, value, message: read.error.issues[0]?.message ?? "It was not understood." });
    return null;
  };
  const fields = filterFields.flatMap((field) =>
    [false, true].flatMap((isExcluded): FieldCondition[] => {
      const name = isExcluded ? `${excludedPrefix}${field}` : field;
      const schema = fieldValue(field);
      const values = [...new Set(valuesOf(query[name]))].slice(0, mostValues).flatMap((value) => {
        const read = schema.safeParse(value);
        if (read.success) return [read.data];
        problems.push({ name, value, message: read.error.issues[0]?.message ?? "It was not understood." });
        return [];
      });
      return values.length === 0 ? [] : [{ field, values, isExcluded }];
    }),
  );
  const span = one(
    "span",
    z.enum(
      logSpans.map(({ value }) => value),
      "One of: 1h, 24h, 7d.",
    ),
  );
  const [fromMs, untilMs] = [one("from", instant), one("until", instant)];
  if (fromMs !== null && untilMs !== null && fromMs >= untilMs) {
    problems.push({ name: "until", value: String(untilMs), message: "The range ends before it begins." });
  }
  const filter: LogFilter = {
    text: one("text", text) ?? "",
    sourceId: one("source", rowId),
    span: fromMs === null && untilMs === null ? span : null,
    fromMs,
    untilMs: fromMs !== null && untilMs !== null && fromMs >= untilMs ? null : untilMs,
    fields,
  };
  return { filter, problems };
}

function valuesOf(given: string | readonly string[] | undefined): readonly string[] {
  return given === undefined ? [] : typeof given === "string" ? [given] : given;
}

/** The filter as an address has it: what readLogFilter reads back. */
export function filterParams({ text: words, sourceId, span, fromMs, untilMs, fields }: LogFilter): URLSearchParams {
  const params = new URLSearchParams();
  if (words !== "") params.set("text", words);
  if (sourceId !== null) params.set("source", String(sourceId));
  if (span !== null) params.set("span", span);
  if (fromMs !== null) params.set("from", String(fromMs));
  if (untilMs !== null) params.set("until", String(untilMs));
  for (const { field, values, isExcluded } of fields) {
    for (const value of values) params.append(isExcluded ? `${excludedPrefix}${field}` : field, value);
  }
  return params;
}

/** Lines with this value as well; one that was excluded is no more. */
export function withValue(filter: LogFilter, field: FilterField, value: string, isExcluded = false): LogFilter {
  const cleared = withoutValue(filter, field, value, !isExcluded);
  const found = cleared.fields.find((each) => each.field === field && each.isExcluded === isExcluded);
  if (found?.values.includes(value)) return cleared;
  // Several values of one field are one or the other; a click on another means that one.
  const values = isExcluded ? [...(found?.values ?? []), value] : [value];
  const others = cleared.fields.filter((each) => each !== found);
  return { ...cleared, fields: [...others, { field, values, isExcluded }] };
}

export function withoutValue(filter: LogFilter, field: FilterField, value: string, isExcluded: boolean): LogFilter {
  const fields = filter.fields.flatMap((each) => {
    if (each.field !== field || each.isExcluded !== isExcluded) return [each];
    const values = each.values.filter((other) => other !== value);
    return values.length === 0 ? [] : [{ ...each, values }];
  });
  return { ...filter, fields };
}

/** From, until in milliseconds; null where an end is open. */
export function rangeOfFilter({ span, fromMs, untilMs }: LogFilter, nowMs: number): [number | null, number | null] {
  const ms = logSpans.find(({ value }) => value === span)?.ms;
  return ms === undefined ? [fromMs, untilMs] : [nowMs - ms, null];
}

export const isFiltered = (filter: LogFilter): boolean => filterParams(filter).size > 0;

/** "Event is not connected": what a chip says. */
export function conditionText({ field, isExcluded }: FieldCondition, value: string): string {
  return `${fieldLabels[field]} ${isExcluded ? "is not " : ""}${value}`;
}
