import type { Command } from "commander";
import type { Io } from "./cli.ts";
import { UsageError } from "./cli.ts";
import { onTerminal } from "./prompt.ts";

export interface PasswordOptions {
  readonly passwordStdin?: boolean;
  readonly generate?: boolean;
}

export interface ChosenPassword {
  readonly password: string;
  /** Nobody has seen it yet: to be printed, once. */
  readonly isGenerated: boolean;
}

/** A password is never an argument: every user of the machine could read it in the list of processes. */
export function withPasswordOptions(command: Command): Command {
  return command
    .option("--password-stdin", "read the password from standard input (its first line)")
    .option("--generate", "make a password and print it, once");
}

/** From standard input, generated, or typed twice on the terminal. */
export async function choosePassword(io: Io, options: PasswordOptions): Promise<ChosenPassword> {
  if (options.passwordStdin && options.generate) throw new UsageError("Give either --password-stdin or --generate.");
  if (options.generate) {
    const { generatePassword } = await import("../credential/password.ts");
    return { password: generatePassword(), isGenerated: true };
  }
  if (options.passwordStdin) return { password: await firstLine(io), isGenerated: false };
  if (!io.stdin.isTTY) throw new UsageError("Give --password-stdin and the password on standard input, or --generate.");
  const [password, again] = await onTerminal(io, true, async (ask) => [
    await ask("Password: "),
    await ask("Once more: "),
  ]);
  if (password !== again) throw new UsageError("The two were not the same. Nothing was changed.");
  return { password: password ?? "", isGenerated: false };
}

const longestLineOctets = 4096;

export async function firstLine({ stdin }: Io): Promise<string> {
  let octets = Buffer.alloc(0);
  for await (const chunk of stdin) {
    octets = Buffer.concat([octets, Buffer.from(chunk as Uint8Array)]);
    if (octets.includes(0x0a) || octets.length > longestLineOctets) break;
  }
  const [line = ""] = octets.toString("utf8").split("\n");
  const password = line.replace(/\r$/, "");
  // An account made with it would have none, and nobody would know.
  if (password === "") throw new UsageError("There is no password on standard input. Nothing was changed.");
  return password;
}
