import { type ChildProcess, fork } from "node:child_process";
import { availableParallelism } from "node:os";
import type { ConnectionCount, ToPrimary, ToWorker } from "../channel.ts";
import type { Handle } from "./bind.ts";

export interface WorkerSpawn {
  /** File of the worker's program. */
  readonly file: string;
  /** The user that workers become; null: the same as the primary. */
  readonly user: { readonly uid: number; readonly gid: number } | null;
}

/** Threads for files, besides those that check passwords (server/credential/password-turns.ts). Read by Node as it starts. */
const fileThreads = 4;
const env = { UV_THREADPOOL_SIZE: String(fileThreads + availableParallelism()), ...process.env };

/** One worker, seen from the primary. */
export class WorkerProcess {
  incarnationId: string | null = null;
  isReady = false;
  /** Has said something since this was last set to false. */
  isResponsive = false;
  count: ConnectionCount = { pop3: 0, lmtp: 0, web: 0, byAddress: {} };
  /** Listeners that accept nothing and still have live sessions in this worker. */
  readonly draining = new Set<number>();
  readonly startedAtMs = performance.now();
  readonly #child: ChildProcess;
  readonly #listening = new Set<(message: ToPrimary) => void>();
  /** Resolves with the reason when the process is gone; never rejects. */
  readonly gone: Promise<string>;

  constructor({ file, user }: WorkerSpawn) {
    this.#child = fork(file, { stdio: ["ignore", "inherit", "inherit", "ipc"], env, ...user });
    this.gone = new Promise((resolve) => {
      this.#child.once("error", (error) => this.#child.pid === undefined && resolve(error.message));
      this.#child.once("exit", (code, signal) => resolve(signal ?? `exit code ${code}`));
    });
    this.#child.on("message", (message: ToPrimary) => {
      this.isResponsive = true;
      for (const listen of this.#listening) listen(message);
    });
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  onMessage(listen: (message: ToPrimary) => void): void {
    this.#listening.add(listen);
  }

  /** A worker that is going away hears nothing any more; `gone` tells. */
  tell(message: ToWorker, handle?: Handle): void {
    if (this.#child.connected) this.#child.send(message, handle as never, () => {});
  }

  /** The first message that `pick` takes; null when the process is gone, "silent" when the time is over. */
  async ask<Answer>(
    message: ToWorker | null,
    pick: (answer: ToPrimary) => Answer | null,
    withinMs: number,
  ): Promise<Answer | "silent" | null> {
    let timer: NodeJS.Timeout | undefined;
    let listen: ((answer: ToPrimary) => void) | undefined;
    const answered = new Promise<Answer | "silent">((resolve) => {
      timer = setTimeout(() => resolve("silent"), withinMs);
      listen = (answer) => {
        const picked = pick(answer);
        if (picked !== null) resolve(picked);
      };
      this.#listening.add(listen);
    });
    if (message !== null) this.tell(message);
    try {
      return await Promise.race([answered, this.gone.then(() => null)]);
    } finally {
      clearTimeout(timer);
      if (listen) this.#listening.delete(listen);
    }
  }

  kill(): void {
    this.#child.kill("SIGKILL");
  }
}
