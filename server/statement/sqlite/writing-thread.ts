import { Worker } from "node:worker_threads";
import type { Answer, Batch } from "./batch.ts";
import type { WritingData } from "./thread.ts";

interface Running {
  resolve(answer: Answer): void;
  reject(error: Error): void;
}

/** A thread that writes, seen from the one that serves. */
export class WritingThread {
  readonly #worker: Worker;
  #running: Running | null = null;
  #isClosing = false;
  #gone: Error | null = null;

  /** `program`: thread.ts as a release has it, bundled. `died`: told when it ends without having been asked to, which is a bug. */
  constructor(
    program: string,
    data: WritingData,
    private readonly died: (error: Error) => void,
  ) {
    this.#worker = new Worker(program, { workerData: data, transferList: data.other === null ? [] : [data.other] });
    this.#worker.on("message", (answer: Answer) => {
      const running = this.#running;
      this.#running = null;
      running?.resolve(answer);
    });
    this.#worker.on("error", (error) => this.#end(error));
    this.#worker.on("exit", (code) => this.#end(new Error(`the thread that writes ended with code ${code}`)));
  }

  /** One at a time. */
  run(batch: Batch): Promise<Answer> {
    if (this.#gone !== null) return Promise.reject(this.#gone);
    return new Promise((resolve, reject) => {
      this.#running = { resolve, reject };
      this.#worker.postMessage(batch);
    });
  }

  async close(): Promise<void> {
    this.#isClosing = true;
    if (this.#gone !== null) return;
    const exited = new Promise((resolve) => this.#worker.once("exit", resolve));
    this.#worker.postMessage(null);
    await exited;
  }

  /** Nobody knows whether the batch under way was committed: its askers get the error. */
  #end(error: Error): void {
    if (this.#gone !== null) return;
    this.#gone = error;
    this.#running?.reject(error);
    this.#running = null;
    if (!this.#isClosing) this.died(error);
  }
}
