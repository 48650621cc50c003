import { spawn } from "node:child_process";
import { accessSync, constants, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Environment } from "../env.ts";

/** A program that sets DNS records did not do its work. */
export class HookFailure extends Error {
  constructor(
    message: string,
    readonly output: string,
  ) {
    super(message);
  }
}

const folder = "hooks";
const limitMs = 120_000;
const keptOctets = 4 * 1024;

export interface HookCall {
  readonly hook: string;
  readonly act: "add" | "remove";
  /** e.g. "_acme-challenge.mail.example.org". */
  readonly record: string;
  readonly value: string;
  readonly limitMs?: number;
}

/** Programs in the folder `hooks` of the data directory: only who may write there decides what is run. */
export function hooksThere({ dataDirectory }: Pick<Environment, "dataDirectory">): string[] {
  try {
    const directory = join(dataDirectory, folder);
    return readdirSync(directory).filter((name) => /^[\w][\w.-]*$/.test(name) && isProgram(join(directory, name)));
  } catch {
    return [];
  }
}

/**
 * Runs `hook add|remove NAME VALUE` as the owner of the data directory, without a shell, with nothing of our environment but PATH. Gives
 * what it printed, the end of it where that is long. Throws a HookFailure where it fails or takes longer than two minutes.
 */
export function runHook(environment: Environment, { hook, act, record, value, ...rest }: HookCall): Promise<string> {
  const program = join(environment.dataDirectory, folder, hook);
  if (!isProgram(program)) {
    throw new HookFailure(`There is no program ${hook} in the folder ${folder} of the data directory.`, "");
  }
  return new Promise((resolve, reject) => {
    const child = spawn(program, [act, record, value], {
      cwd: "/",
      env: { PATH: process.env.PATH, LC_ALL: "C.UTF-8" } as unknown as NodeJS.ProcessEnv,
      stdio: ["ignore", "pipe", "pipe"],
      // Its children end with it.
      detached: true,
      ...userOf(environment.dataDirectory),
    });
    let output = "";
    const hear = (piece: Buffer) => {
      output = (output + piece.toString("utf8")).slice(-keptOctets);
    };
    child.stdout.on("data", hear);
    child.stderr.on("data", hear);
    const milliseconds = rest.limitMs ?? limitMs;
    const timer = setTimeout(() => {
      kill(child.pid);
      reject(
        new HookFailure(`The hook ${hook} did not end within ${Math.round(milliseconds / 1_000)} s.`, output.trim()),
      );
    }, milliseconds);
    child.once("error", (error) => {
      clearTimeout(timer);
      reject(new HookFailure(`The hook ${hook} could not be started: ${error.message}.`, ""));
    });
    child.once("close", (code, signal) => {
      clearTimeout(timer);
      if (code === 0) resolve(output.trim());
      else reject(new HookFailure(`The hook ${hook} ended with ${signal ?? `exit code ${code}`}.`, output.trim()));
    });
  });
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/** Whoever owns the data: the primary may be root, and a hook must not be. */
function userOf(dataDirectory: string): { uid?: number; gid?: number } {
  if (process.getuid?.() !== 0) return {};
  const { uid, gid } = statSync(dataDirectory);
  return { uid, gid };
}

function kill(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // It has ended meanwhile.
  }
}
