import type { Clock } from "#server/clock.ts";
import type { FactsAt } from "#server/log-event/facts.ts";
import type { Logger } from "#server/log.ts";

/** Events that may be told by number. */
type Repeatable = Extract<FactsAt<"warn">, { readonly more?: number | null }>;

const windowMs = 10_000;

/**
 * Log lines that a flood would repeat thousands of times a second: the first of its kind is written at once, those that follow
 * within ten seconds are counted and told in one line.
 */
export class Repeated {
  readonly #log: Logger;
  readonly #clock: Clock;
  readonly #kinds = new Map<string, { sinceMs: number; more: number; latest: Repeatable; text: string }>();
  #timer: NodeJS.Timeout | null = null;

  constructor(log: Logger, clock: Clock) {
    this.#log = log;
    this.#clock = clock;
  }

  /** `kind`: what makes two lines the same. */
  warn(kind: string, facts: Repeatable, text: string): void {
    this.tellDue();
    const known = this.#kinds.get(kind);
    if (known !== undefined) {
      known.more += 1;
      known.latest = facts;
      return;
    }
    this.#log.warn(facts, text);
    this.#kinds.set(kind, { sinceMs: this.#clock.monotonicMs(), more: 0, latest: facts, text });
    this.#timer ??= setInterval(() => this.tellDue(), windowMs).unref();
  }

  /** Tells what was counted in windows that are over. Called by itself. */
  tellDue(isLast = false): void {
    const nowMs = this.#clock.monotonicMs();
    for (const [kind, { sinceMs, more, latest, text }] of this.#kinds) {
      if (!isLast && nowMs - sinceMs < windowMs) continue;
      this.#kinds.delete(kind);
      if (more > 0)
        this.#log.warn({ ...latest, more, withinSeconds: windowMs / 1000 }, `${text}; the last of ${more} more`);
      // It goes on: what follows is counted, not told one by one.
      if (more > 0 && !isLast) this.#kinds.set(kind, { sinceMs: nowMs, more: 0, latest, text });
    }
    if (this.#kinds.size > 0 || this.#timer === null) return;
    clearInterval(this.#timer);
    this.#timer = null;
  }
}
