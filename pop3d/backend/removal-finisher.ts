import { takeAway } from "#server/maildrop/finish-removals.ts";
import type { PendingRemoval } from "#server/maildrop/removal-statements.ts";
import type { Store } from "#server/store.ts";

/** Takes away rows and bodies of committed UPDATEs after their answers, one run at a time: QUITs close together share one. */
export class RemovalFinisher {
  readonly #store: Store;
  readonly #report: (error: unknown) => void;
  readonly #before: () => Promise<void>;
  #waiting: PendingRemoval[] = [];
  #running: Promise<void> | null = null;
  readonly #stop = new AbortController();

  /** `before`: what must be written of messages while they still have rows. */
  constructor(store: Store, report: (error: unknown) => void, before: () => Promise<void> = async () => {}) {
    this.#store = store;
    this.#report = report;
    this.#before = before;
  }

  add(removal: PendingRemoval): void {
    this.#waiting.push(removal);
    this.#running ??= this.#run();
  }

  /** At a graceful stop: resolves when the page under way is done. What is left stays pending for the daemon's next run. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    while (this.#waiting.length > 0 && !this.#stop.signal.aborted) {
      await new Promise(setImmediate);
      const removals = this.#waiting;
      this.#waiting = [];
      await this.#before();
      // What fails stays pending: the daemon's timer takes it up again.
      await takeAway(this.#store, removals, this.#stop.signal).catch(this.#report);
    }
    this.#running = null;
  }
}
