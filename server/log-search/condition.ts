import type { Engine } from "../database/url.ts";
import { absent, canBeAbsent, type FilterField, isNumberField, rangeOf } from "./fields.ts";
import type { FieldCondition, LogFilter } from "./filter.ts";
import { lines, type Tables, wordsCondition } from "./words-condition.ts";

/** Fields with an index of their own, newest first: the rarer a value usually is, the earlier. */
const indexed = [
  "queueId",
  "handedAs",
  "messageId",
  "sessionId",
  "account",
  "remoteIp",
  "sender",
  "event",
  "result",
  "program",
  "service",
] as const satisfies readonly FilterField[];

/** Those of which a value is on few lines, so that they find lines sooner than words do. */
const rare: ReadonlySet<FilterField> = new Set(["queueId", "handedAs", "messageId", "sessionId"]);

/** A filter as SQL: lines are found by `driver`, in the order of their ids, and each is then asked whether the `rest` holds as well. */
export interface LogCondition extends Tables {
  /** Conditions that an index answers; empty: all lines. */
  readonly driver: Sql;
  /** Conditions that each line found is asked. Null: none. */
  readonly rest: Sql | null;
  /** Where only the driver is asked. */
  readonly found: Tables;
}

/** A condition and its parameters, marked by question marks. */
export interface Sql {
  readonly text: string;
  readonly values: readonly (string | number)[];
}

/** Parameters as the engine marks them. */
export function marked(engine: Engine, text: string): string {
  if (engine === "sqlite") return text;
  let number = 0;
  return text.replaceAll("?", () => `$${++number}`);
}

export const all: Sql = { text: "1 = 1", values: [] };

export function both(one: Sql, other: Sql | null): Sql {
  return other === null ? one : { text: `${one.text} AND ${other.text}`, values: [...one.values, ...other.values] };
}

export function conditionOf(engine: Engine, filter: LogFilter): LogCondition {
  const { fields, sourceId, text } = filter;
  const single = indexed
    .map((name) => fields.find((each) => each.field === name && isOneValue(each)))
    .find((each) => each !== undefined);
  const words = text === "" ? null : wordsCondition(engine, text);
  const isByWords = words !== null && !(single !== undefined && rare.has(single.field));
  const asked = fields.filter((each) => isByWords || each !== single).map((each) => fieldSql(engine, each));
  const ofSource: Sql[] = sourceId === null ? [] : [{ text: `e."sourceId" = ?`, values: [sourceId] }];
  const also = [...ofSource.map((sql) => unindexed(engine, sql)), ...asked, ...(words?.rest ?? [])];
  if (isByWords) return { ...words.joined, driver: words.matches, rest: joined(also), found: words.found };
  if (single !== undefined) {
    const rest = words === null ? also : [...also, words.holds];
    return { ...lines, driver: equals(single), rest: joined(rest), found: lines };
  }
  return { ...lines, driver: ofSource[0] ?? all, rest: joined(asked), found: lines };
}

function isOneValue({ field, values, isExcluded }: FieldCondition): boolean {
  return !isExcluded && values.length === 1 && !(canBeAbsent(field) && values[0] === absent);
}

function equals({ field, values }: FieldCondition): Sql {
  return { text: `e."${field}" = ?`, values: values.map((value) => asStored(field, value)) };
}

/** SQLite uses one index: not that of a condition which many lines fulfil. */
const unindexed = (engine: Engine, sql: Sql): Sql => (engine === "sqlite" ? { ...sql, text: `+${sql.text}` } : sql);

/** Names and addresses are kept in lower case. */
const asStored = (field: FilterField, value: string): string =>
  field === "account" || field === "sender" ? value.toLowerCase() : value;

function fieldSql(engine: Engine, { field, values, isExcluded }: FieldCondition): Sql {
  const column = engine === "sqlite" ? `+e."${field}"` : `e."${field}"`;
  const found = isNumberField(field)
    ? values.flatMap((value) => rangeSql(column, value))
    : values.map((value): Sql => {
        const isAbsent = canBeAbsent(field) && value === absent;
        return isAbsent
          ? { text: `${column} IS NULL`, values: [] }
          : { text: `${column} = ?`, values: [asStored(field, value)] };
      });
  const any = found.map((sql) => sql.text).join(" OR ");
  // Of a field that a line does not have nothing is true, not even that it is something else.
  const text = isExcluded ? `COALESCE(NOT (${any}), TRUE)` : `(${any})`;
  return { text, values: found.flatMap((sql) => sql.values) };
}

function rangeSql(column: string, value: string): Sql[] {
  const range = rangeOf(value);
  if (range === null) return [];
  const { least, most } = range;
  const ends = [
    ...(least === null ? [] : [{ text: `${column} >= ?`, value: least }]),
    ...(most === null ? [] : [{ text: `${column} <= ?`, value: most }]),
  ];
  return [{ text: `(${ends.map(({ text }) => text).join(" AND ")})`, values: ends.map((end) => end.value) }];
}

function joined(parts: readonly Sql[]): Sql | null {
  if (parts.length === 0) return null;
  return { text: parts.map(({ text }) => text).join(" AND "), values: parts.flatMap(({ values }) => values) };
}
