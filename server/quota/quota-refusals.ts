import { setTimeout as wait } from "node:timers/promises";
import type { Store } from "../store.ts";
import type { OverQuota } from "./over-quota.ts";
import { type CountedRefusal, countRefusals } from "./refusal-statements.ts";

const pauseMs = 1_000;
const countedAtOnce = 200;
/** Accounts counted between two writings; of more, those beyond are not. */
const mostAccounts = 50_000;

/** Counts the mail that accounts do not get for want of room, and writes it behind, once a second: a flood costs a row an account. */
export class QuotaRefusals {
  readonly #counts = new Map<number, number>();
  #isWriting = false;

  constructor(
    private readonly store: Store,
    private readonly onTrouble: (error: unknown) => void,
  ) {}

  add({ accountId }: OverQuota): void {
    if (accountId === null || (this.#counts.size >= mostAccounts && !this.#counts.has(accountId))) return;
    this.#counts.set(accountId, (this.#counts.get(accountId) ?? 0) + 1);
    if (!this.#isWriting) void this.#write();
  }

  async #write(): Promise<void> {
    this.#isWriting = true;
    await wait(pauseMs, undefined, { ref: false });
    const at = this.store.clock.now().getTime();
    const counted = [...this.#counts].map(([accountId, count]): CountedRefusal => [accountId, count, at]);
    this.#counts.clear();
    try {
      for (let from = 0; from < counted.length; from += countedAtOnce) {
        await this.store.statements.write(countRefusals, counted.slice(from, from + countedAtOnce));
      }
    } catch (error) {
      this.onTrouble(error);
    } finally {
      this.#isWriting = false;
      if (this.#counts.size > 0) void this.#write();
    }
  }
}
