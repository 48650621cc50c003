import { readDomainNames } from "../domain/read.ts";
import type { Store } from "../store.ts";

/** How long a look at the domains serves: a flood of refused sign-ins costs no more than one a few seconds. */
const knownMs = 5_000;
const longestAddress = 254;

/** Which names that were refused may be written down: those of a domain here. Anything else may be a password in the wrong field. */
export class TracedNames {
  readonly #store: Store;
  #domains: ReadonlySet<string> = new Set();
  #readAtMs = Number.NEGATIVE_INFINITY;

  constructor(store: Store) {
    this.#store = store;
  }

  /** To be called before `isKept`, where names were said by who has not signed in. */
  async refresh(): Promise<void> {
    const nowMs = this.#store.clock.monotonicMs();
    if (nowMs - this.#readAtMs < knownMs) return;
    this.#domains = new Set((await readDomainNames(this.#store)).map(({ name }) => name));
    this.#readAtMs = nowMs;
  }

  isKept(name: string): boolean {
    if (name.length > longestAddress) return false;
    const at = name.lastIndexOf("@");
    return (
      at > 0 &&
      this.#domains.has(
        name
          .slice(at + 1)
          .normalize("NFC")
          .toLowerCase(),
      )
    );
  }
}
