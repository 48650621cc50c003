import type { ConnectionCount } from "../channel.ts";
import type { ConnectionLimits } from "../limits.ts";
import type { Remote } from "./remote.ts";

export type LimitHit = "connections" | "connections-per-address";

/** Counts connections, here and in the other workers, and says when there are enough. */
export class Admission {
  readonly #limits: ConnectionLimits;
  readonly #changed: () => void;
  readonly #byAddress = new Map<string, number>();
  #total = 0;
  #elsewhere: ConnectionCount = { total: 0, byAddress: {} };

  /** `changed` is called after each connection that came or went. */
  constructor(limits: ConnectionLimits, changed: () => void) {
    this.#limits = limits;
    this.#changed = changed;
  }

  /** The limit that keeps this client out; null: it is counted in, until `leave`. */
  enter(remote: Remote): LimitHit | null {
    const { address, isLoopback } = remote;
    if (this.#total + this.#elsewhere.total >= this.#limits.maxConnections) return "connections";
    const ofAddress = (this.#byAddress.get(address) ?? 0) + (this.#elsewhere.byAddress[address] ?? 0);
    if (!isLoopback && ofAddress >= this.#limits.maxConnectionsPerAddress) return "connections-per-address";
    this.count(remote);
    return null;
  }

  /** Counts in a client that no limit keeps out, until `leave`. */
  count({ address }: Remote): void {
    this.#byAddress.set(address, (this.#byAddress.get(address) ?? 0) + 1);
    this.#total += 1;
    this.#changed();
  }

  leave({ address }: Remote): void {
    const left = (this.#byAddress.get(address) ?? 1) - 1;
    if (left > 0) this.#byAddress.set(address, left);
    else this.#byAddress.delete(address);
    this.#total -= 1;
    this.#changed();
  }

  countElsewhere(count: ConnectionCount): void {
    this.#elsewhere = count;
  }

  get counted(): ConnectionCount {
    return { total: this.#total, byAddress: Object.fromEntries(this.#byAddress) };
  }
}
