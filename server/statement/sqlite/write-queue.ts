import type { WriteLock } from "../../database/write-lock.ts";
import type { Write } from "../statement.ts";
import { fromPlain } from "../statement-error.ts";
import type { Answer, Batch } from "./batch.ts";

interface Asked {
  readonly write: Write<never, unknown>;
  readonly args: unknown;
  resolve(result: unknown): void;
  reject(error: unknown): void;
}

/** Gathers writes: what was asked for while a batch was under way, or in `gatheringTurns` of the event loop, is the next batch. */
export class WriteQueue {
  readonly #lock: WriteLock;
  readonly #run: (batch: Batch) => Promise<Answer>;
  readonly #gatheringTurns: number;
  #waiting: Asked[] = [];
  /** What nobody waits for. */
  readonly #behind: Asked[] = [];
  #pumping: Promise<void> | null = null;

  constructor(lock: WriteLock, run: (batch: Batch) => Promise<Answer>, gatheringTurns = 1) {
    this.#lock = lock;
    this.#run = run;
    this.#gatheringTurns = gatheringTurns;
  }

  add(write: Write<never, unknown>, args: unknown): Promise<unknown> {
    return new Promise((resolve, reject) => {
      (write.isBehind ? this.#behind : this.#waiting).push({ write, args, resolve, reject });
      this.#pumping ??= this.#pump();
    });
  }

  /** Resolves when nothing is waiting. */
  async idle(): Promise<void> {
    while (this.#pumping !== null) await this.#pumping;
  }

  async #pump(): Promise<void> {
    do {
      // What the last answers have set off belongs to the batch too.
      for (let turn = 0; turn < this.#gatheringTurns; turn += 1) await new Promise(setImmediate);
      const release = await this.#lock.acquire();
      try {
        await this.#do(this.#take());
      } finally {
        release();
      }
    } while (this.#waiting.length + this.#behind.length > 0);
    this.#pumping = null;
  }

  #take(): Asked[] {
    const taken = this.#waiting;
    this.#waiting = [];
    const behind = this.#behind.shift();
    if (behind !== undefined) taken.push(behind);
    return taken;
  }

  async #do(asked: readonly Asked[]): Promise<void> {
    const durability = asked.some(({ write }) => write.durability === "FULL") ? "FULL" : "NORMAL";
    const batch = {
      durability,
      names: asked.map(({ write }) => write.name),
      args: asked.map(({ args }) => args),
    } as const;
    let answer: Answer;
    try {
      answer = await this.#run(batch);
    } catch (error) {
      for (const { reject } of asked) reject(error);
      return;
    }
    for (const [index, { resolve, reject }] of asked.entries()) {
      const error = answer.errors?.get(index);
      if (error === undefined) resolve(answer.results[index]);
      else reject(fromPlain(error));
    }
  }
}
