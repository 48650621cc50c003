import type { Io } from "./cli.ts";
import { UsageError } from "./cli.ts";

const CTRL_C = "\u0003";
const CTRL_D = "\u0004";
const CTRL_U = "\u0015";
const BACKSPACE = "\b";
const DELETE = "\u007f";

/** Asks one question and gives the line typed. */
export type Ask = (question: string) => Promise<string>;

/** Asks on the terminal, which echoes nothing by itself meanwhile; `isSecret` shows nothing of what is typed. Refuses where there is no terminal, and at Ctrl+C. */
export async function onTerminal<Result>(
  io: Io,
  isSecret: boolean,
  run: (ask: Ask) => Promise<Result>,
): Promise<Result> {
  const { stdin } = io;
  if (!stdin.isTTY || !stdin.setRawMode) throw new UsageError("There is no terminal to ask on.");
  stdin.setRawMode(true);
  stdin.setEncoding("utf8");
  try {
    return await run((question) => readLine(io, question, isSecret));
  } finally {
    stdin.setRawMode(false);
    stdin.pause();
  }
}

async function readLine({ stdin, stderr }: Io, question: string, isSecret: boolean): Promise<string> {
  stderr.write(question);
  let line = "";
  try {
    for await (const text of stdin.iterator({ destroyOnReturn: false })) {
      const keys = [...(text as string)];
      for (const [index, key] of keys.entries()) {
        if (key === CTRL_C || key === CTRL_D) throw new UsageError("Nothing was changed.");
        if (key === "\r" || key === "\n") {
          // Pasted, the answer to the next question may be there already.
          stdin.unshift(keys.slice(index + 1).join(""));
          return line;
        }
        if (key === CTRL_U) line = "";
        else if (key === BACKSPACE || key === DELETE) line = [...line].slice(0, -1).join("");
        else if (key >= " ") line += key;
        if (!isSecret) stderr.write(`\r\u001b[K${question}${line}`);
      }
    }
    return line;
  } finally {
    stderr.write("\r\n");
  }
}

/** For what cannot be undone. Without a terminal only --yes will do. */
export async function confirm(io: Io, question: string, isYes: boolean | undefined): Promise<void> {
  if (isYes) return;
  if (!io.stdin.isTTY) throw new UsageError(`${question} Add --yes to say so.`);
  const answer = await onTerminal(io, false, (ask) => ask(`${question} Type yes: `));
  if (answer.trim().toLowerCase() !== "yes") throw new UsageError("Nothing was changed.");
}
