import { RecentMap } from "../recent-map.ts";
import type { Store } from "../store.ts";
import { isNetworkKnown } from "./known-network-reads.ts";
import { type KnownNetworkRow, noteKnownNetworks } from "./known-network-statements.ts";

const pauseMs = 1_000;
const rowsAtOnce = 200;
/** Written no more often than this. */
const stepMs = 12 * 60 * 60 * 1000;
const mostRemembered = 50_000;
const mostWaiting = 100_000;
const dayMs = 24 * 60 * 60 * 1000;

/** From where somebody signed in to which account rightly: noted behind, twice a day at most, so that a client that polls costs a look into a map. */
export class KnownNetworks {
  readonly #store: Store;
  readonly #days: () => number;
  readonly #report: (error: unknown) => void;
  /** When it was noted last, by network and address. */
  readonly #noted = new RecentMap<string, number>(mostRemembered);
  #waiting: KnownNetworkRow[] = [];
  #timer: NodeJS.Timeout | null = null;
  #writing: Promise<void> = Promise.resolve();

  constructor(store: Store, days: () => number, report: (error: unknown) => void) {
    this.#store = store;
    this.#days = days;
    this.#report = report;
  }

  note(accountId: number, address: string, network: string): void {
    const key = `${network} ${address}`;
    const notedAt = this.#noted.get(key);
    const at = this.#store.clock.now().getTime();
    if (notedAt !== undefined && at - notedAt < stepMs) return;
    if (this.#waiting.length >= mostWaiting) return;
    this.#noted.set(key, at);
    this.#waiting.push([accountId, network, at]);
    this.#timer ??= setTimeout(() => void this.flush(), pauseMs);
  }

  /** Whether somebody signed in there lately; at once where that is remembered, or on SQLite. */
  isKnown(address: string, network: string): boolean | Promise<boolean> {
    const now = this.#store.clock.now().getTime();
    const since = now - this.#days() * dayMs;
    if ((this.#noted.get(`${network} ${address}`) ?? 0) >= since) return true;
    if (address.includes("\0")) return false;
    return this.#store.statements.read(isNetworkKnown, { address, network, since });
  }

  /** Resolves when all that was noted before is written, or could not be. */
  flush(): Promise<void> {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    this.#writing = this.#writing.then(() => this.#write());
    return this.#writing;
  }

  async #write(): Promise<void> {
    // One order for all who touch several rows, and each row once.
    const newest = new Map(this.#waiting.map((row) => [`${row[0]} ${row[1]}`, row]));
    this.#waiting = [];
    const rows = [...newest].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, row]) => row);
    try {
      for (let from = 0; from < rows.length; from += rowsAtOnce) {
        await this.#store.statements.write(noteKnownNetworks, rows.slice(from, from + rowsAtOnce));
      }
    } catch (error) {
      this.#report(error);
    }
  }
}
