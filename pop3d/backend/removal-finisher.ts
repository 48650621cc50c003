import { finishRemovals } from "#server/maildrop/finish-removals.ts";
import type { Store } from "#server/store.ts";

/** Takes away rows and bodies of committed UPDATEs after their answers, one run at a time: QUITs close together share one. */
export class RemovalFinisher {
  readonly #store: Store;
  readonly #report: (error: unknown) => void;
  #waiting = new Set<number>();
  #running: Promise<void> | null = null;

  constructor(store: Store, report: (error: unknown) => void) {
    this.#store = store;
    this.#report = report;
  }

  kick(accountId: number): void {
    this.#waiting.add(accountId);
    this.#running ??= this.#run();
  }

  /** Resolves when nothing is left that was kicked. */
  async idle(): Promise<void> {
    await this.#running;
  }

  async #run(): Promise<void> {
    while (this.#waiting.size > 0) {
      await new Promise(setImmediate);
      const accountIds = [...this.#waiting];
      this.#waiting.clear();
      // What fails stays pending: the daemon's timer takes it up again.
      await finishRemovals(this.#store, { accountIds }).catch(this.#report);
    }
    this.#running = null;
  }
}
