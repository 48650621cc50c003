import { NetworkMap } from "../network/network-map.ts";

/** A network on a list, as processes tell each other of it. */
export interface ListedNetwork {
  /** Of its row. */
  readonly id: number;
  /** CIDR. */
  readonly network: string;
  /** "allow" and "deny" are an administrator's, "block" is the daemon's own. */
  readonly kind: "allow" | "deny" | "block";
  /** Milliseconds since 1970; null: for ever. */
  readonly expiresAt: number | null;
  /** Taken off its list. */
  readonly isOver: boolean;
}

type Listed = Omit<ListedNetwork, "isOver">;

/**
 * Who is let in and who is kept out, in memory. Of an administrator's rules the narrowest network decides, so that one address can be
 * let in from a network that is kept out, and the reverse. What a rule lets in the daemon's own blocks do not touch.
 */
export class AddressLists {
  readonly #now: () => number;
  readonly #rules = new NetworkMap<Listed>();
  readonly #blocks = new NetworkMap<Listed>();

  /** `now` in milliseconds since 1970. */
  constructor(now: () => number) {
    this.#now = now;
  }

  take(changes: readonly ListedNetwork[]): void {
    for (const { isOver, ...listed } of changes) {
      const list = listed.kind === "block" ? this.#blocks : this.#rules;
      if (isOver) list.delete(listed.network);
      else list.set(listed.network, listed);
    }
  }

  /** What keeps this address out; null: it may come in. */
  refusal(address: string): Listed | null {
    if (this.#rules.size === 0 && this.#blocks.size === 0) return null;
    const now = this.#now();
    const isInForce = ({ expiresAt }: Listed) => expiresAt === null || expiresAt > now;
    const rule = this.#rules.find(address, isInForce);
    if (rule !== undefined) return rule.kind === "deny" ? rule : null;
    return this.#blocks.find(address, isInForce) ?? null;
  }

  /** Whether an administrator lets it in whatever it does. */
  isAllowed(address: string): boolean {
    const now = this.#now();
    return this.#rules.find(address, ({ expiresAt }) => expiresAt === null || expiresAt > now)?.kind === "allow";
  }
}
