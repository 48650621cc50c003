import type { Clock } from "../clock.ts";
import { SourceAway, type Told, type Trace } from "./question.ts";
import type { TrialStep } from "./schema.ts";

/** Writes down the steps of a question. */
export class StepList implements Trace {
  readonly steps: TrialStep[] = [];
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  async step<T>(name: string, work: () => Promise<T>, tell: (result: T) => Told): Promise<T> {
    const startedMs = this.#clock.monotonicMs();
    const tookMs = () => Math.round(this.#clock.monotonicMs() - startedMs);
    try {
      const result = await work();
      this.steps.push({ name, ...tell(result), tookMs: tookMs() });
      return result;
    } catch (error) {
      if (error instanceof SourceAway) {
        this.steps.push({ name, isGood: false, detail: error.message, tookMs: tookMs() });
      }
      throw error;
    }
  }
}
