import { RecentMap } from "../recent-map.ts";

/** Refused sign-ins of a network within a while that slides. */
interface Counted {
  windowAt: number;
  current: number;
  before: number;
  readonly addresses: Set<string>;
}

const mostKept = 50_000;
const mostAddresses = 64;

export interface RefusalSum {
  readonly refused: number;
  /** At how many addresses, as far as is counted. */
  readonly addresses: number;
}

/** Counts refused sign-ins by network: those of this window, and of the one before as far as it still counts. */
export class RefusalCounts {
  readonly #kept = new RecentMap<string, Counted>(mostKept);

  /** Counts some more at `now` (milliseconds) and gives what is counted within `windowMs`. */
  add(network: string, address: string, count: number, windowMs: number, now: number): RefusalSum {
    const windowAt = now - (now % windowMs);
    const known = this.#kept.get(network);
    const counted: Counted = known ?? { windowAt, current: 0, before: 0, addresses: new Set() };
    if (counted.windowAt !== windowAt) {
      const isNext = counted.windowAt === windowAt - windowMs;
      counted.before = isNext ? counted.current : 0;
      counted.current = 0;
      counted.windowAt = windowAt;
      if (!isNext) counted.addresses.clear();
    }
    counted.current += count;
    if (counted.addresses.size < mostAddresses) counted.addresses.add(address);
    this.#kept.set(network, counted);
    const share = 1 - (now - windowAt) / windowMs;
    return { refused: Math.floor(counted.current + counted.before * share), addresses: counted.addresses.size };
  }

  forget(network: string): void {
    this.#kept.delete(network);
  }
}
