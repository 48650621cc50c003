import { type ChildProcess, fork } from "node:child_process";
import type { DataOwner } from "./data-directory.ts";
import type { MailPorts } from "./first-ports.ts";
import type { FirstStart } from "./first-start.ts";

/**
 * `prepare.mjs`, run to its end as the owner of the data directory, so that all it makes belongs to whom the programs run as. Its
 * memory goes with it.
 */
export class Preparation {
  /** Null where it failed; it has said why. */
  readonly done: Promise<FirstStart | null>;
  readonly #process: ChildProcess;

  constructor(program: string, ports: MailPorts, owner: DataOwner | undefined) {
    this.#process = fork(program, [JSON.stringify(ports)], {
      stdio: ["ignore", "inherit", "inherit", "ipc"],
      execArgv: ["--enable-source-maps"],
      detached: true,
      ...owner,
    });
    this.done = new Promise((resolve) => {
      let first: FirstStart | null = null;
      this.#process.on("message", (message) => {
        first = message as FirstStart;
      });
      this.#process.on("error", () => resolve(null));
      this.#process.on("exit", (exitCode) => resolve(exitCode === 0 ? first : null));
    });
  }

  /** What is committed stays; the next start goes on from there. */
  cancel(): void {
    if (this.#process.exitCode === null) this.#process.kill("SIGKILL");
  }
}
