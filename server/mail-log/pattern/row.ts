import type { Entry, FilledField } from "../entry.ts";
import type { EventName, LineFields, Result, Service } from "../schema.ts";
import { compile, type Pattern } from "./pattern.ts";

/** One shape of line of a program. */
export interface Row {
  /** What the message is, see `compile`. Its first word decides whether it is tried at all. */
  readonly says: string;
  /** Unless `also` has found a nearer one. */
  readonly event: EventName;
  readonly result?: Result;
  readonly service?: Service;
  /** What the pattern alone cannot say, from what it has filled; false, before it fills anything, if the line is none of these after all. */
  readonly also?: (entry: Entry, message: string) => boolean | undefined;
  /** A line of a real program, with example addresses: the row's test. */
  readonly sample: string;
  /** What it is read as, besides what stands in the row and the frame's time, host, program and pid. */
  readonly gives: Omit<LineFields, "time" | "host" | "program" | "pid">;
}

export interface Rows {
  readonly list: readonly Row[];
  /** The row a message is of, the entry filled by it; null where none fits, the entry as before. */
  read(message: string, entry: Entry): Row | null;
}

interface Compiled {
  readonly row: Row;
  readonly pattern: Pattern;
}

/** Rows of one program, in the order in which they are tried: those with the message's first word, then those that begin with a piece. */
export function rowsOf(list: readonly Row[]): Rows {
  const byWord = new Map<string, Compiled[]>();
  const anyWord: Compiled[] = [];
  for (const row of list) {
    const compiled = { row, pattern: compile(row.says) };
    const word = firstWord(row.says);
    if (word.includes("{")) anyWord.push(compiled);
    else byWord.set(word, [...(byWord.get(word) ?? []), compiled]);
  }
  return {
    list,
    read(message, entry) {
      const group = byWord.get(firstWord(message));
      return (
        (group && tryRows(group, message, entry)) ?? (anyWord.length > 0 ? tryRows(anyWord, message, entry) : null)
      );
    },
  };
}

function tryRows(group: readonly Compiled[], message: string, entry: Entry): Row | null {
  for (const { row, pattern } of group) {
    const before = row.also && pattern.fields.map((field) => entry[field]);
    if (!pattern.match(message, entry)) continue;
    if (before && row.also?.(entry, message) === false) {
      restore(entry, pattern.fields, before);
      continue;
    }
    if (entry.event === "") entry.event = row.event;
    if (row.result !== undefined && entry.result === "") entry.result = row.result;
    if (row.service !== undefined) entry.service = row.service;
    return row;
  }
  return null;
}

function restore(entry: Entry, fields: readonly FilledField[], before: readonly (string | number)[]): void {
  fields.forEach((field, index) => {
    (entry as Record<FilledField, string | number>)[field] = before[index] as string | number;
  });
}

function firstWord(message: string): string {
  const end = message.indexOf(" ");
  return end < 0 ? message : message.slice(0, end);
}
