import type { Protocol } from "#server/listener/schema.ts";
import type { ConnectionCount } from "../channel.ts";
import type { ConnectionLimits } from "../limits.ts";
import type { Remote } from "./remote.ts";

export type LimitHit = "connections" | "connections-per-address" | "lmtp-connections";

type Counted = Pick<Remote, "address" | "isLoopback">;
type Limits = Pick<ConnectionLimits, "maxConnections" | "maxConnectionsPerAddress" | "maxLmtpConnections">;

export const noConnections: ConnectionCount = { pop3: 0, lmtp: 0, byAddress: {} };

/** Counts connections, here and in the other workers, and says when there are enough. Strangers cannot fill the MTA's limit. */
export class Admission {
  readonly #limits: () => Limits;
  readonly #changed: () => void;
  readonly #byAddress = new Map<string, number>();
  readonly #total = { pop3: 0, lmtp: 0 };
  #elsewhere = noConnections;

  /** `changed` is called after each connection that came or went. */
  constructor(limits: () => Limits, changed: () => void) {
    this.#limits = limits;
    this.#changed = changed;
  }

  /** The limit that keeps this client out; null: it is counted in, until `leave`. */
  enter(protocol: Protocol, { address, isLoopback }: Counted): LimitHit | null {
    const { maxConnections, maxConnectionsPerAddress, maxLmtpConnections } = this.#limits();
    const total = this.#total[protocol] + this.#elsewhere[protocol];
    if (protocol === "lmtp" && total >= maxLmtpConnections) return "lmtp-connections";
    if (protocol === "pop3") {
      if (total >= maxConnections) return "connections";
      const ofAddress = (this.#byAddress.get(address) ?? 0) + (this.#elsewhere.byAddress[address] ?? 0);
      if (!isLoopback && ofAddress >= maxConnectionsPerAddress) return "connections-per-address";
      this.#byAddress.set(address, (this.#byAddress.get(address) ?? 0) + 1);
    }
    this.#total[protocol] += 1;
    this.#changed();
    return null;
  }

  leave(protocol: Protocol, { address }: Pick<Counted, "address">): void {
    const left = (this.#byAddress.get(address) ?? 1) - 1;
    if (protocol === "pop3" && left > 0) this.#byAddress.set(address, left);
    else if (protocol === "pop3") this.#byAddress.delete(address);
    this.#total[protocol] -= 1;
    this.#changed();
  }

  countElsewhere(count: ConnectionCount): void {
    this.#elsewhere = count;
  }

  /** Whether any connection is left here. */
  get isBusy(): boolean {
    return this.#total.pop3 + this.#total.lmtp > 0;
  }

  get counted(): ConnectionCount {
    return { ...this.#total, byAddress: Object.fromEntries(this.#byAddress) };
  }
}
