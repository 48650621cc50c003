import { answerCodes, answers } from "./knowledge.ts";
import { compileSays } from "./match.ts";
import type { Knowledge } from "./schema.ts";

const specific = answers.map((row) => [row, compileSays(row.answers ?? [])] as const);
const withCode = /^\[([A-Z0-9/-]{2,20})\] ?/;
/** What is added where the connection is closed as well. */
const closing = /; closing after \d{1,4} (?:refused sign-ins|errors in a row)$/;

/** An answer of a POP3 server, "-ERR" before it or not: first by its words, which are ours, then by its response code, which any server's may be. */
export function explainAnswer(answer: string): Knowledge | null {
  const said = answer.trim().replace(/^-ERR ?/, "");
  const code = withCode.exec(said);
  const text = (code === null ? said : said.slice(code[0].length)).replace(closing, "");
  for (const [row, fits] of specific) if (fits(text)) return row;
  return code === null ? null : (answerCodes[code[1] ?? ""] ?? null);
}
