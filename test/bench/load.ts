import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Generator } from "./generator/build.ts";
import { mailDomain, password } from "./servers/mail-server.ts";

/** What one run of the generator does; see generator/script.h for the language of `script`. */
export interface Load {
  readonly port: number;
  readonly script: string;
  readonly connections: number;
  readonly accounts: number;
  readonly firstAccount?: number;
  /** Accounts in order, whichever connection asks; else each connection has its own. */
  readonly order?: "own" | "in-turn" | "each-once";
  readonly seconds?: number;
  readonly units?: number;
  /** Units a second, for `pace`. */
  readonly rate?: number;
  readonly tls?: boolean;
  readonly reuseTickets?: boolean;
  readonly ticketFile?: string;
  readonly messageFile?: string;
  /** Connections that may be opening at once, for `hold`. */
  readonly opening?: number;
  readonly patienceSeconds?: number;
}

export interface LoadResult {
  readonly units: number;
  readonly seconds: number;
  readonly sessions: number;
  readonly octetsRead: number;
  readonly octetsWritten: number;
  readonly meanUs: number;
  readonly p50Us: number;
  readonly p90Us: number;
  readonly p99Us: number;
  readonly maxUs: number;
  readonly handshakes: number;
  readonly offered: number;
  readonly resumed: number;
  readonly generatorCpuSeconds: number;
}

/** Starts the generator; a folder below `directory` keeps the scripts. */
export class LoadGenerator {
  readonly #scriptDirectory: string;
  #scripts = 0;

  constructor(
    readonly generator: Generator,
    readonly directory: string,
  ) {
    this.#scriptDirectory = mkdtempSync(join(directory, "load-"));
  }

  /** Runs to its end. Throws where any answer was not what the script expects. */
  run(load: Load): Promise<LoadResult> {
    return this.begin(load).result;
  }

  begin(load: Load): RunningLoad {
    this.#scripts += 1;
    const script = join(this.#scriptDirectory, `${this.#scripts}.txt`);
    writeFileSync(script, load.script);
    return new RunningLoad(spawn(this.generator.program, argumentsOf(load, script)));
  }
}

export class RunningLoad {
  readonly result: Promise<LoadResult>;
  /** Resolves when every connection is at `hold`. */
  readonly held: Promise<void>;
  readonly #process: ChildProcessWithoutNullStreams;

  constructor(process: ChildProcessWithoutNullStreams) {
    this.#process = process;
    let said = "";
    let trouble = "";
    process.stderr.on("data", (chunk: Buffer) => {
      trouble += chunk.toString();
    });
    this.held = new Promise((resolve, reject) => {
      process.stdout.on("data", (chunk: Buffer) => {
        said += chunk.toString();
        if (said.startsWith("held\n")) resolve();
      });
      process.once("exit", () => reject(new Error(trouble || "the generator ended early")));
    });
    this.held.catch(() => {}); // only some wait for it
    this.result = once(process, "close").then(([exitCode]) => {
      if (exitCode !== 0) throw new Error(trouble || `the generator ended with ${exitCode}`);
      return JSON.parse(said.slice(said.indexOf("{"))) as LoadResult;
    });
    this.result.catch(() => {}); // whoever asks for it hears of it
  }

  /** Lets those that are held go on. */
  release(): void {
    this.#process.stdin.write("on\n");
  }

  /** No more units: what has begun is finished, and the result is complete. */
  finish(): Promise<LoadResult> {
    this.#process.kill("SIGTERM");
    return this.result;
  }
}

function argumentsOf(load: Load, script: string): string[] {
  const given: Record<string, string | number | undefined> = {
    port: load.port,
    script,
    connections: load.connections,
    accounts: load.accounts,
    "first-account": load.firstAccount,
    seconds: load.seconds,
    units: load.units,
    rate: load.rate,
    messages: load.messageFile,
    "ticket-file": load.ticketFile,
    opening: load.opening,
    patience: load.patienceSeconds,
    domain: mailDomain,
    password,
  };
  const args = Object.entries(given).flatMap(([name, value]) => (value === undefined ? [] : [`--${name}`, `${value}`]));
  if (load.tls) args.push("--tls");
  if (load.reuseTickets) args.push("--reuse-tickets");
  if (load.order === "in-turn") args.push("--in-turn");
  if (load.order === "each-once") args.push("--each-once");
  return args;
}
