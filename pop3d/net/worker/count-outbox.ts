import type { Counts, Growth } from "#server/metric/counts.ts";

const everyMs = 1_000;

/** Tells the primary, once a second at most, what was counted. */
export class CountOutbox {
  readonly #counts: Counts;
  readonly #tell: (growth: Growth) => void;
  readonly #timer: NodeJS.Timeout;

  constructor(counts: Counts, tell: (growth: Growth) => void) {
    this.#counts = counts;
    this.#tell = tell;
    this.#timer = setInterval(() => this.#send(), everyMs);
  }

  /** Tells the rest. */
  close(): void {
    clearInterval(this.#timer);
    this.#send();
  }

  #send(): void {
    const growth = this.#counts.take();
    if (growth !== null) this.#tell(growth);
  }
}
