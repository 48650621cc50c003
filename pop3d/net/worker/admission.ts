import type { Protocol } from "#server/listener/schema.ts";
import type { ConnectionCount } from "../channel.ts";
import type { ConnectionLimits } from "../limits.ts";
import type { Remote } from "./remote.ts";

export type LimitHit = "connections" | "connections-per-address" | "lmtp-connections" | "web-connections";

type Counted = Pick<Remote, "address" | "isLoopback">;
type Limits = Pick<
  ConnectionLimits,
  "maxConnections" | "maxConnectionsPerAddress" | "maxLmtpConnections" | "maxWebConnections"
>;

export const noConnections: ConnectionCount = { pop3: 0, lmtp: 0, web: 0, byAddress: {} };

const full = {
  pop3: { limit: "maxConnections", hit: "connections" },
  lmtp: { limit: "maxLmtpConnections", hit: "lmtp-connections" },
  web: { limit: "maxWebConnections", hit: "web-connections" },
} as const satisfies Record<Protocol, { limit: keyof Limits; hit: LimitHit }>;

/** Counts connections, here and in the other workers, and says when there are enough. Strangers cannot fill the MTA's limit. */
export class Admission {
  readonly #limits: () => Limits;
  readonly #changed: () => void;
  readonly #byAddress = new Map<string, number>();
  readonly #total = { pop3: 0, lmtp: 0, web: 0 };
  #elsewhere = noConnections;

  /** `changed` is called after each connection that came or went. */
  constructor(limits: () => Limits, changed: () => void) {
    this.#limits = limits;
    this.#changed = changed;
  }

  /** The limit that keeps this client out; null: it is counted in, until `leave`. */
  enter(protocol: Protocol, { address, isLoopback }: Counted): LimitHit | null {
    const limits = this.#limits();
    const { limit, hit } = full[protocol];
    if (this.#total[protocol] + this.#elsewhere[protocol] >= limits[limit]) return hit;
    if (protocol === "pop3") {
      const ofAddress = (this.#byAddress.get(address) ?? 0) + (this.#elsewhere.byAddress[address] ?? 0);
      if (!isLoopback && ofAddress >= limits.maxConnectionsPerAddress) return "connections-per-address";
      this.#byAddress.set(address, (this.#byAddress.get(address) ?? 0) + 1);
    }
    this.#total[protocol] += 1;
    this.#changed();
    return null;
  }

  leave(protocol: Protocol, { address }: Pick<Counted, "address">): void {
    if (protocol === "pop3") {
      const left = (this.#byAddress.get(address) ?? 1) - 1;
      if (left > 0) this.#byAddress.set(address, left);
      else this.#byAddress.delete(address);
    }
    this.#total[protocol] -= 1;
    this.#changed();
  }

  countElsewhere(count: ConnectionCount): void {
    this.#elsewhere = count;
  }

  /** Whether any connection is left here. */
  get isBusy(): boolean {
    return this.#total.pop3 + this.#total.lmtp + this.#total.web > 0;
  }

  get counted(): ConnectionCount {
    return { ...this.#total, byAddress: Object.fromEntries(this.#byAddress) };
  }
}
