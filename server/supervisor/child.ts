import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";

export interface ChildOptions {
  /** "daemon", "console": for messages. */
  readonly name: string;
  /** Path of the bundled program. */
  readonly program: string;
  /** User and group to run as; unset: as this process. */
  readonly owner?: { readonly uid: number; readonly gid: number };
  /** It said it is ready; `message` is what it said. Also after each restart. */
  onReady(message: unknown): void;
  /** It ended before it was ever ready: no restart will help. */
  onFailedStart(exitCode: number | null): void;
  onRestart(pauseMs: number, exitCode: number | null, signal: NodeJS.Signals | null): void;
}

const firstPauseMs = 500;
const longestPauseMs = 30_000;
/** After this long without a fault a child's earlier faults are forgiven. */
const forgivenAfterMs = 60_000;

/** A program that is kept running: restarted with back-off when it dies, ended within a bound when we stop. */
export class Child {
  #process: ChildProcess | null = null;
  #isStopping = false;
  #wasReady = false;
  #pauseMs = firstPauseMs;
  #restart: NodeJS.Timeout | undefined;

  constructor(private readonly options: ChildOptions) {}

  get pid(): number | undefined {
    return this.#process?.pid;
  }

  start(): void {
    const startedAt = performance.now();
    const child = fork(this.options.program, [], {
      stdio: ["ignore", "inherit", "inherit", "ipc"],
      execArgv: ["--enable-source-maps"],
      // A group of its own: Ctrl+C reaches only the supervisor, which ends its children in order.
      detached: true,
      ...this.options.owner,
    });
    this.#process = child;
    child.on("message", (message) => {
      if (!(message as { ready?: boolean }).ready) return;
      this.#wasReady = true;
      this.options.onReady(message);
    });
    child.on("error", () => {}); // "exit" follows
    child.on("exit", (exitCode, signal) => {
      this.#process = null;
      if (this.#isStopping) return;
      if (!this.#wasReady) return this.options.onFailedStart(exitCode);
      if (performance.now() - startedAt > forgivenAfterMs) this.#pauseMs = firstPauseMs;
      this.options.onRestart(this.#pauseMs, exitCode, signal);
      this.#restart = setTimeout(() => this.start(), this.#pauseMs);
      this.#pauseMs = Math.min(this.#pauseMs * 2, longestPauseMs);
    });
  }

  /** Asks it to end, and ends it after `limitMs`. Resolves when it is gone. */
  async stop(limitMs: number): Promise<void> {
    this.#isStopping = true;
    clearTimeout(this.#restart);
    const child = this.#process;
    if (!child) return;
    const exited = once(child, "exit");
    child.kill("SIGTERM");
    const force = setTimeout(() => child.kill("SIGKILL"), limitMs);
    await exited;
    clearTimeout(force);
  }
}
