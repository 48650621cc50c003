import type { Io } from "./cli.ts";
import { UsageError } from "./cli.ts";

const CTRL_C = "\u0003";
const CTRL_D = "\u0004";
const CTRL_U = "\u0015";

/** Asks on the terminal and gives the line typed; `isSecret` shows nothing of it. Throws where there is no terminal or Ctrl+C is pressed. */
export async function ask(io: Io, question: string, { isSecret = false } = {}): Promise<string> {
  const { stdin, stderr } = io;
  if (!stdin.isTTY || !stdin.setRawMode) throw new UsageError(`There is no terminal to ask on: ${question}`);
  stderr.write(question);
  stdin.setRawMode(true);
  stdin.setEncoding("utf8");
  let line = "";
  try {
    for await (const text of stdin.iterator({ destroyOnReturn: false })) {
      for (const key of text as string) {
        if (key === CTRL_C || key === CTRL_D) throw new UsageError("Nothing was changed.");
        if (key === "\r" || key === "\n") return line;
        if (key === CTRL_U) line = "";
        else if (key === "\b" || key === "\u007f") line = [...line].slice(0, -1).join("");
        else if (key >= " ") line += key;
        if (!isSecret) stderr.write(`\r\u001b[K${question}${line}`);
      }
    }
    return line;
  } finally {
    stdin.setRawMode(false);
    stdin.pause();
    stderr.write("\n");
  }
}

/** For what cannot be undone. Without a terminal only --yes will do. */
export async function confirm(io: Io, question: string, isYes: boolean | undefined): Promise<void> {
  if (isYes) return;
  if (!io.stdin.isTTY) throw new UsageError(`${question} Add --yes to say so.`);
  const answer = await ask(io, `${question} Type yes: `);
  if (answer.trim().toLowerCase() !== "yes") throw new UsageError("Nothing was changed.");
}
