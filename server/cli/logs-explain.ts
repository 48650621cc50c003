import type { Command } from "commander";
import { existsSync } from "node:fs";
import type { LogExplanation } from "../log-knowledge/schema.ts";
import { restoreText } from "../mail-log/restore-text.ts";
import type { Cli } from "./cli.ts";
import { exitCodes } from "./exit-codes.ts";
import { type ReadOptions, readLog, readOptions } from "./logs.ts";

interface Counted {
  readonly explanation: LogExplanation;
  count: number;
  /** The last such line. */
  example: string;
}

const longestExample = 300;

/** `popdesk logs explain`: a line or an answer in words, or what a whole log has to say, the most frequent first. */
export function addLogsExplain(logs: Command, cli: Cli): void {
  readOptions(logs.command("explain <what>"))
    .description(
      "say what a line of a mail log, or an answer such as -ERR [IN-USE] …, means and what to check; of a file (or -) all of them, counted",
    )
    .allowUnknownOption() // "-ERR …" is no option
    .addHelpText(
      "after",
      '\nExamples:\n  popdesk logs explain "-ERR [AUTH] the address or the password is wrong"\n  popdesk logs explain /var/log/mail.log',
    )
    .action(async (what: string, options: ReadOptions) => {
      if (what === "-" || existsSync(what)) await explainLog(cli, what, options);
      else await explainOne(cli, what, options);
    });
}

async function explainOne(cli: Cli, line: string, { zone }: ReadOptions): Promise<void> {
  const { explainAnswer } = await import("../log-knowledge/explain-answer.ts");
  const { explainEntry, explanationOf } = await import("../log-knowledge/explain-entry.ts");
  const { fieldsOf } = await import("../mail-log/entry.ts");
  const { restoreFields } = await import("../mail-log/restore-text.ts");
  const { LineParser } = await import("../mail-log/parse-line.ts");
  const parser = new LineParser({ zone, referenceMs: Date.now() });
  const fields = restoreFields(fieldsOf(parser.parse(Buffer.from(line, "utf8").toString("latin1"))));
  const answer = fields.event === undefined ? explainAnswer(line) : null;
  const explanation = answer === null ? explainEntry(fields) : explanationOf(answer, {});
  if (explanation === null) {
    cli.exitCode = exitCodes.refused;
    const known =
      fields.event === undefined
        ? "Nothing is known of such a line."
        : `It says: ${fields.event}. There is nothing to explain about it.`;
    return cli.print({ fields, explanation }, known);
  }
  cli.print({ fields, explanation }, textOf(explanation));
}

async function explainLog(cli: Cli, path: string, options: ReadOptions): Promise<void> {
  const { explainEntry } = await import("../log-knowledge/explain-entry.ts");
  const found = new Map<string, Counted>();
  await readLog(cli, path, options, undefined, (parser, text) => {
    const explanation = explainEntry(parser.parse(text));
    if (explanation === null) return;
    const known = found.get(explanation.name);
    const example = text.slice(0, longestExample);
    if (known === undefined) found.set(explanation.name, { explanation, count: 1, example });
    else Object.assign(known, { count: known.count + 1, example });
  });
  const rows = [...found.values()].sort((one, other) => other.count - one.count);
  const all = rows.map(({ explanation, count, example }) => ({ count, ...explanation, example: restoreText(example) }));
  const parts = all.map((row) => `${row.count} × ${textOf(row)}\n  Such as: ${row.example}`);
  cli.print(all, parts.length === 0 ? "Nothing in it needs an explanation." : parts.join("\n\n"));
}

function textOf({ title, meaning, causes, checks }: LogExplanation): string {
  const listed = (name: string, items: readonly string[]) => [
    `  ${name}:`,
    ...items.map((item, at) => `    ${at + 1}. ${item}`),
  ];
  return [title, `  ${meaning}`, ...listed("Likely causes", causes), ...listed("Check", checks)].join("\n");
}
