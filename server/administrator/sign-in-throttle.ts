import { networkAround } from "../network/around.ts";

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
 * Slows guessers of console passwords: the delay doubles with each attempt from one network at one e-mail, and, far
 * later, from one network at any. A guesser elsewhere does not delay the owner. An attempt counts when it begins, so
 * many at once gain nothing.
 */
export class SignInThrottle {
  readonly #attempts = new Map<string, Attempts>();

  /** Milliseconds to wait; 0 lets the attempt through and counts it. */
  admit(remoteAddress: string, email: string, nowMs: number): number {
    const network = networkAround(remoteAddress);
    const pair = `${network} ${email}`;
    const notBeforeMs = Math.max(this.#notBeforeMs(network, nowMs), this.#notBeforeMs(pair, nowMs));
    if (notBeforeMs > nowMs) return notBeforeMs - nowMs;
    this.#count(network, freeAttemptsPerNetwork, nowMs);
    this.#count(pair, freeAttempts, nowMs);
    return 0;
  }

  /** The attempt was right: this pair starts afresh, and the network is not blamed for it. */
  forgive(remoteAddress: string, email: string): void {
    const network = networkAround(remoteAddress);
    this.#attempts.delete(`${network} ${email}`);
    const whole = this.#attempts.get(network);
    if (!whole) return;
    whole.count = Math.max(0, whole.count - 1);
    whole.notBeforeMs = 0;
  }

  get size(): number {
    return this.#attempts.size;
  }

  #notBeforeMs(key: string, nowMs: number): number {
    return this.#fresh(key, nowMs)?.notBeforeMs ?? 0;
  }

  #fresh(key: string, nowMs: number): Attempts | undefined {
    const attempts = this.#attempts.get(key);
    return attempts && nowMs - attempts.lastMs < memoryMs ? attempts : undefined;
  }

  /** The map is in the order of counting: what is beyond the bound was counted longest ago. */
  #count(key: string, free: number, nowMs: number): void {
    const count = (this.#fresh(key, nowMs)?.count ?? 0) + 1;
    const delayMs = count < free ? 0 : Math.min(longestDelayMs, firstDelayMs * 2 ** (count - free));
    this.#attempts.delete(key);
    this.#attempts.set(key, { count, notBeforeMs: nowMs + delayMs, lastMs: nowMs });
    for (const oldest of this.#attempts.keys()) {
      if (this.#attempts.size <= mostKeys) break;
      this.#attempts.delete(oldest);
    }
  }
}
