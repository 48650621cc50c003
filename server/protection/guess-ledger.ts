import { RecentMap } from "../recent-map.ts";
import { attackedAt, delayMs, freeOf, type GuessPolicy } from "./guess-policy.ts";

/** What one network did at one address; at any where `address` is empty; or all strange networks together where `network` is. Instants in milliseconds since 1970. */
export interface Suspicion {
  readonly network: string;
  readonly address: string;
  accountId: number | null;
  isKnown: boolean;
  /** Guesses that count, at scoredAt. */
  score: number;
  scoredAt: number;
  guesses: number;
  heldBack: number;
  notBeforeAt: number;
  readonly firstAt: number;
}

/** Guesses of one network at one address, told to whoever keeps a ledger. */
export interface Guesses {
  readonly network: string;
  readonly address: string;
  readonly accountId: number | null;
  /** Somebody signed in rightly from there lately. */
  readonly isKnown: boolean;
  /** How many, and how much they weigh: the same wrong password again weighs little. */
  readonly count: number;
  readonly weight: number;
  /** Sign-ins that were answered without a look at the password. */
  readonly heldBack: number;
  readonly at: number;
}

export interface Hold {
  readonly waitMs: number;
  /** Not for what this network did at this address, but at others: who is known here is spared. */
  readonly isForNetwork: boolean;
  readonly accountId: number | null;
}

/** Beyond that what was counted longest ago is forgotten. */
const mostKept = 50_000;

/**
 * Who guessed, and who must wait. Every worker has one, and the primary; they tell each other of guesses, so that all hold the same.
 * A delay is for a network and an address together: whoever guesses elsewhere never delays the owner.
 */
export class GuessLedger {
  readonly #policy: () => GuessPolicy;
  /** By network and address, a blank between, in the order of counting. */
  readonly #kept = new RecentMap<string, Suspicion>(mostKept);
  /** What has changed since takeChanged. */
  readonly #changed: Map<string, Suspicion | null> | null;

  /** `tracksChanges`: for takeChanged. */
  constructor(policy: () => GuessPolicy, { tracksChanges = false } = {}) {
    this.#policy = policy;
    this.#changed = tracksChanges ? new Map() : null;
  }

  get size(): number {
    return this.#kept.size;
  }

  /** Null where nobody has to wait. */
  hold(network: string, address: string, now: number): Hold | null {
    if (this.#kept.size === 0) return null;
    const pair = this.#kept.get(keyOf(network, address));
    const accountId = pair?.accountId ?? null;
    if (pair !== undefined && pair.notBeforeAt > now) {
      return { waitMs: pair.notBeforeAt - now, isForNetwork: false, accountId };
    }
    if (pair?.isKnown) return null;
    const whole = this.#kept.get(keyOf(network, ""));
    if (whole === undefined || whole.notBeforeAt <= now) return null;
    return { waitMs: whole.notBeforeAt - now, isForNetwork: true, accountId };
  }

  has(network: string, address: string): boolean {
    return this.#kept.size > 0 && this.#kept.has(keyOf(network, address));
  }

  /** How many guesses this network has left at this address before it must wait. */
  left(network: string, address: string, now: number): number {
    const pair = this.#kept.get(keyOf(network, address));
    const free = freeOf(this.#policy(), {
      isKnown: pair?.isKnown ?? false,
      isAttacked: this.#isAttacked(address, now),
    });
    return free - (pair === undefined ? 0 : this.#scoreAt(pair, now));
  }

  count(guesses: Guesses): void {
    const { network, address, isKnown, at } = guesses;
    const policy = this.#policy();
    const pair = this.#counted(guesses, network, address);
    pair.isKnown ||= isKnown;
    if (guesses.weight > 0) {
      const free = freeOf(policy, { isKnown: pair.isKnown, isAttacked: this.#isAttacked(address, at) });
      pair.notBeforeAt = Math.max(pair.notBeforeAt, at + delayMs(policy, pair.score, free, pair.isKnown));
    }
    const whole = this.#counted(guesses, network, "");
    if (guesses.weight > 0) {
      const delay = delayMs(policy, whole.score, policy.freeGuessesPerNetwork, false);
      whole.notBeforeAt = Math.max(whole.notBeforeAt, at + delay);
    }
    if (!pair.isKnown) this.#counted(guesses, "", address);
  }

  /** Somebody signed in rightly, or an administrator wishes it: the pair starts afresh, and network and account are not blamed for it. */
  forgive(network: string, address: string, now: number): void {
    const pair = this.#kept.get(keyOf(network, address));
    if (pair === undefined) return;
    const score = this.#scoreAt(pair, now);
    this.#drop(pair);
    if (network === "" || address === "") return;
    for (const key of [keyOf(network, ""), keyOf("", address)]) {
      const whole = this.#kept.get(key);
      if (whole === undefined) continue;
      whole.score = Math.max(0, this.#scoreAt(whole, now) - score);
      whole.scoredAt = now;
      if (whole.score < this.#policy().freeGuessesPerNetwork) whole.notBeforeAt = Math.min(whole.notBeforeAt, now);
      this.#changed?.set(key, whole);
    }
  }

  /** Takes in what another ledger, or one before, knew. What is known better here stays. Says whether it was news. */
  merge(known: Suspicion): boolean {
    const key = keyOf(known.network, known.address);
    const own = this.#kept.get(key);
    if (own !== undefined && own.scoredAt >= known.scoredAt && own.notBeforeAt >= known.notBeforeAt) return false;
    this.#keep(key, { ...known, heldBack: Math.max(known.heldBack, own?.heldBack ?? 0) });
    return true;
  }

  /** Whether it holds anybody back, or will with the next guess. */
  isHolding(suspicion: Suspicion, now: number): boolean {
    const { network, address, isKnown, notBeforeAt } = suspicion;
    const policy = this.#policy();
    const score = this.#scoreAt(suspicion, now);
    if (network === "") return score >= attackedAt;
    if (notBeforeAt > now) return true;
    const isAttacked = address !== "" && this.#isAttacked(address, now);
    return score >= (address === "" ? policy.freeGuessesPerNetwork : freeOf(policy, { isKnown, isAttacked }));
  }

  /** All there is, in no order that means anything. */
  all(): Iterable<Suspicion> {
    return this.#kept.values();
  }

  /** What changed since the last call, by key; null: forgotten. */
  takeChanged(): ReadonlyMap<string, Suspicion | null> {
    const changed = new Map(this.#changed);
    this.#changed?.clear();
    return changed;
  }

  /** Forgets what counts for nothing any more. */
  sweep(now: number): void {
    for (const suspicion of this.#kept.values()) {
      if (suspicion.notBeforeAt <= now && this.#scoreAt(suspicion, now) <= 0) this.#drop(suspicion);
    }
  }

  #counted(guesses: Guesses, network: string, address: string): Suspicion {
    const { at } = guesses;
    const key = keyOf(network, address);
    const known = this.#kept.get(key) ?? fresh(network, address, at);
    known.score = this.#scoreAt(known, at) + guesses.weight;
    known.scoredAt = Math.max(known.scoredAt, at);
    known.guesses += guesses.count;
    known.heldBack += guesses.heldBack;
    if (address !== "") known.accountId = guesses.accountId ?? known.accountId;
    this.#keep(key, known);
    return known;
  }

  #scoreAt({ score, scoredAt }: Suspicion, now: number): number {
    return Math.max(0, score - Math.max(0, now - scoredAt) / this.#policy().forgottenMs);
  }

  #isAttacked(address: string, now: number): boolean {
    const everywhere = this.#kept.get(keyOf("", address));
    return everywhere !== undefined && this.#scoreAt(everywhere, now) >= attackedAt;
  }

  #keep(key: string, suspicion: Suspicion): void {
    this.#changed?.set(key, suspicion);
    const forgotten = this.#kept.set(key, suspicion);
    if (forgotten !== undefined) this.#changed?.set(forgotten, null);
  }

  #drop({ network, address }: Suspicion): void {
    const key = keyOf(network, address);
    this.#kept.delete(key);
    this.#changed?.set(key, null);
  }
}

/** No network has a blank in it. */
function keyOf(network: string, address: string): string {
  return `${network} ${address}`;
}

function fresh(network: string, address: string, at: number): Suspicion {
  const counts = { score: 0, scoredAt: at, guesses: 0, heldBack: 0, notBeforeAt: 0 };
  return { network, address, accountId: null, isKnown: false, firstAt: at, ...counts };
}
