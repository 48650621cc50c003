import type { Clock } from "#server/clock.ts";

/** A clock that a test moves by hand; wall and monotonic time go together unless one is moved alone. */
export class HandClock implements Clock {
  wallMs = Date.UTC(2026, 10, 21, 12, 0, 0);
  steadyMs = 1000;

  now(): Date {
    return new Date(this.wallMs);
  }

  monotonicMs(): number {
    return this.steadyMs;
  }

  pass(ms: number): void {
    this.wallMs += ms;
    this.steadyMs += ms;
  }
}
