import type { Logger } from "#server/log.ts";
import { probeServed } from "#server/served-certificate/probe-served.ts";
import { raiseExpiryAlerts } from "#server/served-certificate/raise-expiry-alerts.ts";
import type { Store } from "#server/store.ts";

const everyMs = 60 * 60_000;

/** Looks at what clients are shown: every hour, right after each change of it, and when asked. One look at a time. */
export class ServedProbe {
  readonly #store: Store;
  readonly #nodeId: string;
  readonly #log: Logger;
  #looking: Promise<{ probedCount: number }> | null = null;
  #seen = "";
  #timer: NodeJS.Timeout | null = null;

  constructor(store: Store, nodeId: string, log: Logger) {
    this.#store = store;
    this.#nodeId = nodeId;
    this.#log = log;
  }

  start(): void {
    this.#timer = setInterval(() => void this.#lookQuietly(), everyMs);
  }

  stop(): void {
    if (this.#timer) clearInterval(this.#timer);
    this.#timer = null;
  }

  /** `mark`: tells what is shown now from what was shown before. Does not wait for the look. */
  shows(mark: string): void {
    if (mark === this.#seen) return;
    this.#seen = mark;
    void this.#lookQuietly();
  }

  /** What is under way may have begun before the last change, so another look follows it. */
  async look(): Promise<{ probedCount: number }> {
    await this.#looking?.catch(() => {});
    this.#looking ??= this.#look().finally(() => {
      this.#looking = null;
    });
    return this.#looking;
  }

  async #look(): Promise<{ probedCount: number }> {
    const found = await probeServed(this.#store, this.#nodeId);
    await raiseExpiryAlerts(this.#store);
    return found;
  }

  async #lookQuietly(): Promise<void> {
    try {
      await this.look();
    } catch (err) {
      this.#log.error({ event: "probe-failed", err }, "what clients are shown could not be looked at");
    }
  }
}
