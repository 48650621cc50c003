import type { EventName } from "../mail-log/schema.ts";
import { explainAnswer } from "./explain-answer.ts";
import { knowledge } from "./knowledge.ts";
import { type Compiled, compileMatch } from "./match.ts";
import type { Knowledge, LogExplanation } from "./schema.ts";
import { waysFrom } from "./ways.ts";

/** What a line is explained by: a stored row, a parsed line's fields, or an `Entry` itself ("" and absent are the same). */
export type ExplainedLine = {
  readonly [Name in "program" | "event" | "reason" | "dsn" | "account" | "remoteIp" | "sessionId" | "messageId"]?:
    | string
    | null;
};

const compiled: readonly (readonly [Knowledge, readonly Compiled[]])[] = knowledge.flatMap((row) =>
  row.matches === undefined ? [] : [[row, row.matches.map(compileMatch)] as const],
);

/** Events of our own whose reason is what the client was answered. */
const answered: ReadonlySet<string> = new Set([
  "sign-in-failed",
  "sign-in-refused",
  "sign-in-trouble",
  "maildrop-locked",
] satisfies EventName[]);

/** What a line means and what can be done; null where nothing is to be said of it. Takes time linear in the line's length. */
export function explainEntry(line: ExplainedLine): LogExplanation | null {
  const row = knowledgeOf(line);
  return row === null ? null : explanationOf(row, line);
}

export function explanationOf(row: Knowledge, line: ExplainedLine): LogExplanation {
  const { name, topic, title, meaning, causes, checks } = row;
  return { name, topic, title, meaning, causes, checks, ways: waysFrom(row.places, line) };
}

/** Rows stand with the special ones first: the first that fits is the answer. */
function knowledgeOf(line: ExplainedLine): Knowledge | null {
  const { program, event, reason } = line;
  if (!event) return null;
  if (program === "popdesk" && reason && answered.has(event)) {
    const said = explainAnswer(reason);
    if (said !== null) return said;
  }
  for (const [row, matches] of compiled) if (matches.some((match) => match(line))) return row;
  return null;
}
