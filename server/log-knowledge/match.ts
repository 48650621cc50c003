import { Entry } from "../mail-log/entry.ts";
import { compile, type Pattern } from "../mail-log/pattern/pattern.ts";
import type { ExplainedLine } from "./explain-entry.ts";
import type { Match } from "./schema.ts";

export type Compiled = (line: ExplainedLine) => boolean;

/** Patterns here keep nothing. */
const nothing = new Entry();

export function compileSays(patterns: readonly string[]): (text: string) => boolean {
  const list = patterns.map((says): Pattern => compile(says));
  if (list.some(({ fields }) => fields.length > 0)) throw new Error(`Only {} may stand in: ${patterns.join(", ")}`);
  return (text) => list.some((pattern) => pattern.match(text, nothing));
}

export function compileMatch({ programs, events, dsn, says }: Match): Compiled {
  const isSaid = says && compileSays(says);
  return (line) =>
    (events === undefined || events.some((event) => event === line.event)) &&
    (programs === undefined || programs.some((start) => line.program?.startsWith(start))) &&
    (dsn === undefined || dsn.some((start) => line.dsn?.startsWith(start))) &&
    (isSaid === undefined || isSaid((line.reason ?? "").trimEnd()));
}
