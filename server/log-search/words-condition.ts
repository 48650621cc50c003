import type { Engine } from "../database/url.ts";
import { entryQuery } from "../log-entry/entry-words.ts";
import type { Sql } from "./condition.ts";

export interface WordsCondition {
  /** Lines by the index of words, joined with the lines themselves; and without them. */
  readonly joined: Tables;
  readonly found: Tables;
  readonly matches: Sql;
  /** What the index does not know: how words stand beside each other. */
  readonly rest: readonly Sql[];
  /** The words asked of a line that was found otherwise. */
  readonly holds: Sql;
}

/** SQL after FROM, and the name of the id in it. */
export interface Tables {
  readonly from: string;
  readonly id: string;
}

export const lines: Tables = { from: `"LogEntry" e`, id: `e."id"` };

/** Lines that have all words of a text (server/log-entry/entry-words.ts). */
export function wordsCondition(engine: Engine, text: string): WordsCondition {
  const query = entryQuery(text);
  // A text without any word, such as a dash, finds nothing.
  if (query === null) return { joined: lines, found: lines, matches: never, rest: [], holds: never };
  const place = engine === "sqlite" ? "instr" : "strpos";
  const rest = query.contains.map((part): Sql => ({ text: `${place}(lower(e."raw"), ?) > 0`, values: [part] }));
  if (engine === "sqlite") {
    const values = [query.sqlite];
    return {
      joined: { from: `"LogEntryWords" w CROSS JOIN "LogEntry" e ON e."id" = w.rowid`, id: "w.rowid" },
      found: { from: `"LogEntryWords" w`, id: "w.rowid" },
      matches: { text: `w."LogEntryWords" MATCH ?`, values },
      rest,
      holds: {
        text: `EXISTS (SELECT 1 FROM "LogEntryWords" w WHERE w."LogEntryWords" MATCH ? AND w.rowid = e."id")`,
        values,
      },
    };
  }
  const has = `array_to_tsvector(string_to_array(e."words", ' ')) @@ CAST(? AS tsquery)`;
  const matches = { text: has, values: [query.postgresql] };
  return { joined: lines, found: lines, matches, rest, holds: matches };
}

const never: Sql = { text: "1 = 0", values: [] };
