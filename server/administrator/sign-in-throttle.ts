import { networkOf } from "./network.ts";

const freeAttempts = 3;
const freeAttemptsPerNetwork = 30;
const firstDelayMs = 2000;
const longestDelayMs = 15 * 60 * 1000;
/** After this long without an attempt everything is forgotten. */
const memoryMs = 60 * 60 * 1000;
const mostKeys = 10_000;

interface Attempts {
  count: number;
  /** By the monotonic clock. */
  notBeforeMs: number;
  lastMs: number;
}

/**
 * Slows guessers of console passwords: the delay doubles with each attempt from one network at one e-mail, and, far later, from one network
 * at any. A guesser elsewhere does not delay the owner. An attempt counts when it begins, so many at once gain nothing.
 */
export class SignInThrottle {
  readonly #attempts = new Map<string, Attempts>();

  /** Milliseconds to wait; 0 lets the attempt through and counts it. */
  admit(remoteAddress: string, email: string, nowMs: number): number {
    const network = networkOf(remoteAddress);
    const pair = this.#of(`${network} ${email}`, nowMs);
    const whole = this.#of(network, nowMs);
    const waitMs = Math.max(pair.notBeforeMs, whole.notBeforeMs) - nowMs;
    if (waitMs > 0) return waitMs;
    count(pair, freeAttempts, nowMs);
    count(whole, freeAttemptsPerNetwork, nowMs);
    return 0;
  }

  /** The attempt was right: this pair starts afresh, and the network is not blamed for it. */
  forgive(remoteAddress: string, email: string): void {
    const network = networkOf(remoteAddress);
    this.#attempts.delete(`${network} ${email}`);
    const whole = this.#attempts.get(network);
    if (!whole) return;
    whole.count = Math.max(0, whole.count - 1);
    whole.notBeforeMs = 0;
  }

  get size(): number {
    return this.#attempts.size;
  }

  /** The map is in the order of use: what is beyond the bound is what was used longest ago. */
  #of(key: string, nowMs: number): Attempts {
    const known = this.#attempts.get(key);
    const isFresh = known !== undefined && nowMs - known.lastMs < memoryMs;
    const attempts = isFresh ? known : { count: 0, notBeforeMs: 0, lastMs: nowMs };
    this.#attempts.delete(key);
    this.#attempts.set(key, attempts);
    for (const oldest of this.#attempts.keys()) {
      if (this.#attempts.size <= mostKeys) break;
      this.#attempts.delete(oldest);
    }
    return attempts;
  }
}

function count(attempts: Attempts, free: number, nowMs: number): void {
  attempts.count += 1;
  attempts.lastMs = nowMs;
  if (attempts.count < free) return;
  attempts.notBeforeMs = nowMs + Math.min(longestDelayMs, firstDelayMs * 2 ** (attempts.count - free));
}
