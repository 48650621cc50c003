import { randomUUID } from "node:crypto";
import type { Store } from "../store.ts";
import { conditions } from "./conditions/index.ts";
import { evaluate } from "./evaluate.ts";
import { type ConditionName, conditionNames } from "./schema.ts";

/** Silence of whoever evaluates after which another process takes over; it says something with each round, every five seconds. */
const silenceMs = 15_000;
const row = { id: 1 };

/** Somebody else evaluates: nothing of the round was written. */
class EvaluatorLost extends Error {}

interface Seen {
  readonly holder: string;
  readonly beat: number;
  /** By our own monotonic clock. */
  readonly atMs: number;
}

/**
 * One of all processes that could evaluates (of several consoles on one database): its row says who, and moves with each round. Whoever sees it
 * stand still for long takes it, judged by his own clock; who has lost it writes nothing, for each round is written where the row is still as he left it.
 */
export class Evaluator {
  readonly #store: Store;
  readonly #me = randomUUID();
  #seen: Seen | null = null;
  readonly #lookedAtMs = new Map<ConditionName, number>();

  constructor(store: Store) {
    this.#store = store;
  }

  /** One round, if it is ours to make, of these conditions or of all that are due. Gives whether it was made. */
  async round(asked?: readonly ConditionName[]): Promise<boolean> {
    const mine = await this.#take();
    if (mine === null) return false;
    const nowMs = this.#store.clock.monotonicMs();
    const names = asked ?? conditionNames.filter((name) => this.#isDue(name, nowMs));
    const outcome = await evaluate(this.#store, { names, memory: mine.memory, troubles: mine.troubles });
    const data = {
      beat: mine.beat + 1,
      evaluatedAt: this.#store.clock.now(),
      memory: outcome.memory,
      troubles: outcome.troubles,
    };
    const where = { ...row, holder: this.#me, beat: mine.beat };
    const { write } = outcome;
    // What is wrong is written durably; that nothing is new may be lost in a power cut.
    const isWritten =
      write === null
        ? (await this.#store.relaxed.alertEvaluator.updateMany({ where, data })).count > 0
        : await this.#store.db
            .$transaction(async (tx) => {
              const { count } = await tx.alertEvaluator.updateMany({ where, data });
              if (count === 0) throw new EvaluatorLost();
              await write(tx);
              return true;
            })
            .catch((error: unknown) => {
              if (error instanceof EvaluatorLost) return false;
              throw error;
            });
    if (isWritten) for (const name of names) this.#lookedAtMs.set(name, nowMs);
    return isWritten;
  }

  /** An orderly stop: nobody has to wait until we were silent for long. */
  async stop(): Promise<void> {
    await this.#store.db.alertEvaluator.updateMany({ where: { ...row, holder: this.#me }, data: { holder: "" } });
  }

  #isDue(name: ConditionName, nowMs: number): boolean {
    const lookedAtMs = this.#lookedAtMs.get(name);
    return lookedAtMs === undefined || nowMs - lookedAtMs >= conditions[name].everySeconds * 1000 - 500;
  }

  /** The row where it is ours, or has just become so; null where another process has it. */
  async #take(): Promise<{ beat: number; memory: string; troubles: string } | null> {
    const { db, clock } = this.#store;
    const select = { holder: true, beat: true, memory: true, troubles: true };
    const found = await db.alertEvaluator.findUnique({ where: row, select });
    if (found === null) {
      await db.alertEvaluator.upsert({ where: row, create: { ...row, holder: "" }, update: {}, select: { id: true } });
      return this.#take();
    }
    const { holder, beat, memory, troubles } = found;
    if (holder === this.#me) return { beat, memory, troubles };
    const nowMs = clock.monotonicMs();
    const isSame = this.#seen?.holder === holder && this.#seen.beat === beat;
    if (!isSame) this.#seen = { holder, beat, atMs: nowMs };
    const silentMs = nowMs - (this.#seen?.atMs ?? nowMs);
    if (holder !== "" && silentMs < silenceMs) return null;
    const { count } = await db.alertEvaluator.updateMany({
      where: { ...row, holder, beat },
      data: { holder: this.#me, beat: beat + 1 },
    });
    if (count === 0) return null;
    this.#lookedAtMs.clear();
    return { beat: beat + 1, memory, troubles };
  }
}
