import type { Maildrop } from "./backend.ts";
import type { SessionPolicy } from "./policy.ts";

const hourMs = 3_600_000;

/** What an account has retrieved within the hour: before this session, as its maildrop knows it, and in it. */
export class HourlyUse {
  #sinceMs: number;
  #messages: number;
  #octets: number;

  constructor({ retrievedLately }: Pick<Maildrop, "retrievedLately">, nowMs: number) {
    this.#sinceMs = nowMs;
    this.#messages = retrievedLately?.messages ?? 0;
    this.#octets = retrievedLately?.octets ?? 0;
  }

  /**
   * Counts a message of `octets` and gives null, or the reason why it has to wait. One message always fits, however
   * large, where nothing was retrieved before it.
   */
  take(octets: number, policy: SessionPolicy, nowMs: number): string | null {
    if (nowMs - this.#sinceMs >= hourMs) this.#startAfresh(nowMs);
    const { maxMessagesPerHour, maxOctetsPerHour } = policy;
    if (maxMessagesPerHour !== null && this.#messages >= maxMessagesPerHour) {
      return tooMuch(`${maxMessagesPerHour} messages`);
    }
    if (maxOctetsPerHour !== null && this.#octets > 0 && this.#octets + octets > maxOctetsPerHour) {
      return tooMuch(`${maxOctetsPerHour} octets`);
    }
    this.#messages += 1;
    this.#octets += octets;
    return null;
  }

  #startAfresh(nowMs: number): void {
    this.#sinceMs = nowMs;
    this.#messages = 0;
    this.#octets = 0;
  }
}

function tooMuch(limit: string): string {
  return `this account may download ${limit} within an hour, and has; the rest is kept, fetch it later`;
}
