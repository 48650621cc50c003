import type { Clock } from "#server/clock.ts";

export interface Timed {
  /** By the monotonic clock; Infinity while there is nothing to wait for. */
  readonly deadlineMs: number;
  /** Called at the deadline, or up to a step after it, never before; and again at each step while it lies in the past. */
  deadlinePassed(): void;
}

const stepMs = 250;

/** One timer for all connections: moving a deadline is an assignment, and thousands of idle ones cost one loop a step. */
export class Deadlines {
  readonly #timed = new Set<Timed>();
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
    setInterval(() => this.#look(), stepMs).unref();
  }

  add(timed: Timed): void {
    this.#timed.add(timed);
  }

  remove(timed: Timed): void {
    this.#timed.delete(timed);
  }

  #look(): void {
    const nowMs = this.#clock.monotonicMs();
    for (const timed of this.#timed) if (timed.deadlineMs <= nowMs) timed.deadlinePassed();
  }
}
