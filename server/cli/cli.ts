import type { Readable, Writable } from "node:stream";
import type { Actor } from "../audit/append-audit.ts";
import { type Environment, readEnvironment } from "../env.ts";
import type { Store } from "../store.ts";
import { commandLineActor } from "./actor.ts";
import { becomeDataOwner } from "./data-owner.ts";

/** What the command reads and writes; of a process, or of a test. */
export interface Io {
  readonly variables: NodeJS.ProcessEnv;
  readonly stdin: Readable & { readonly isTTY?: boolean; setRawMode?(isRaw: boolean): unknown };
  readonly stdout: Writable;
  readonly stderr: Writable & { readonly isTTY?: boolean };
  /** Aborted by Ctrl+C: long work stops at the next good moment. */
  readonly cancelled: AbortSignal;
}

/** The command line as asked for wrongly: its sentence and the exit code for usage. */
export class UsageError extends Error {}

/** What every verb works with. */
export class Cli {
  /** Set by --json before any verb runs. */
  isJson = false;
  /** For verbs that end with a finding rather than an error. */
  exitCode = 0;
  readonly actor: Actor;

  constructor(readonly io: Io) {
    this.actor = commandLineActor(io.variables);
  }

  get environment(): Environment {
    return readEnvironment(this.io.variables);
  }

  /** Opens the installation for one verb. Modules that only some verbs need are loaded here, so that --help is quick. */
  async withStore<Result>(run: (store: Store) => Promise<Result>): Promise<Result> {
    const { environment } = this;
    becomeDataOwner(environment);
    const { closeStore, openStore } = await import("../store.ts");
    const store = await openStore(environment);
    try {
      return await run(store);
    } finally {
      await closeStore(store);
    }
  }

  /** The answer, on standard output: one JSON document with --json, else the text. */
  print(value: unknown, text: string): void {
    if (this.isJson) this.io.stdout.write(`${JSON.stringify(value, jsonValue, 2)}\n`);
    else if (text !== "") this.io.stdout.write(`${text}\n`);
  }

  /** What a person should know beside the answer, on standard error. */
  note(text: string): void {
    this.io.stderr.write(`${text}\n`);
  }
}

function jsonValue(_name: string, value: unknown): unknown {
  return typeof value === "bigint" ? Number(value) : value;
}
