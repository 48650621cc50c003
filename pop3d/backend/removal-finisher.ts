import { takeAway } from "#server/maildrop/finish-removals.ts";
import type { PendingRemoval } from "#server/maildrop/removal-statements.ts";
import type { Store } from "#server/store.ts";

/** Takes away rows and bodies of committed UPDATEs after their answers, one run at a time: QUITs close together share one. */
export class RemovalFinisher {
  readonly #store: Store;
  readonly #report: (error: unknown) => void;
  #waiting: PendingRemoval[] = [];
  #running: Promise<void> | null = null;

  constructor(store: Store, report: (error: unknown) => void) {
    this.#store = store;
    this.#report = report;
  }

  add(removal: PendingRemoval): void {
    this.#waiting.push(removal);
    this.#running ??= this.#run();
  }

  /** Resolves when nothing is left that was added. */
  async idle(): Promise<void> {
    await this.#running;
  }

  async #run(): Promise<void> {
    while (this.#waiting.length > 0) {
      await new Promise(setImmediate);
      const removals = this.#waiting;
      this.#waiting = [];
      // What fails stays pending: the daemon's timer takes it up again.
      await takeAway(this.#store, removals).catch(this.#report);
    }
    this.#running = null;
  }
}
