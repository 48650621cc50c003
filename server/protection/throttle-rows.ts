import type { Store } from "../store.ts";
import type { GuessLedger, Suspicion } from "./guess-ledger.ts";
import { writeThrottles } from "./throttle-statements.ts";

const rowsAtOnce = 200;

/** A ledger's rows: written behind where somebody must wait, or will with the next guess; taken away when that is over. */
export class ThrottleRows {
  readonly #store: Store;
  readonly #ledger: GuessLedger;
  readonly #written = new Map<string, readonly [network: string, address: string]>();

  constructor(store: Store, ledger: GuessLedger) {
    this.#store = store;
    this.#ledger = ledger;
  }

  /** There is a row, written before this process or by another. */
  know({ network, address }: Suspicion): void {
    this.#written.set(`${network} ${address}`, [network, address]);
  }

  async write(): Promise<void> {
    const at = this.#store.clock.now().getTime();
    const changed = [...this.#ledger.takeChanged()].sort(([one], [other]) => (one < other ? -1 : 1));
    for (let from = 0; from < changed.length; from += rowsAtOnce) {
      const page = changed.slice(from, from + rowsAtOnce);
      const kept = page.flatMap(([, suspicion]) =>
        suspicion !== null && this.#ledger.isHolding(suspicion, at) ? suspicion : [],
      );
      const over = page.filter(([, suspicion]) => suspicion === null || !this.#ledger.isHolding(suspicion, at));
      const gone = over.flatMap(([key]) => {
        const pair = this.#written.get(key);
        return pair === undefined ? [] : [pair];
      });
      if (kept.length + gone.length > 0) await this.#store.statements.write(writeThrottles, { kept, gone, at });
      for (const each of kept) this.#written.set(`${each.network} ${each.address}`, [each.network, each.address]);
      for (const [key] of over) this.#written.delete(key);
    }
  }
}
