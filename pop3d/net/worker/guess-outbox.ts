import type { Guesses } from "#server/protection/guess-ledger.ts";
import type { GuardNews } from "#server/protection/sign-in-guard.ts";
import type { GuessNews } from "../channel.ts";

const pauseMs = 50;

/** Gathers what this worker counts of guessers and tells it twenty times a second: a flood is one message, a line for each pair. */
export class GuessOutbox implements GuardNews {
  readonly #tell: (news: GuessNews) => void;
  readonly #guessed = new Map<string, Guesses>();
  readonly #forgiven = new Map<string, readonly [string, string]>();
  #timer: NodeJS.Timeout | null = null;

  constructor(tell: (news: GuessNews) => void) {
    this.#tell = tell;
  }

  guessed(guesses: Guesses): void {
    const key = `${guesses.network} ${guesses.address}`;
    const before = this.#guessed.get(key);
    this.#guessed.set(key, before === undefined ? guesses : joined(before, guesses));
    this.#tellSoon();
  }

  forgave(network: string, address: string): void {
    const key = `${network} ${address}`;
    this.#guessed.delete(key);
    this.#forgiven.set(key, [network, address]);
    this.#tellSoon();
  }

  #tellSoon(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      const news = { forgiven: [...this.#forgiven.values()], guessed: [...this.#guessed.values()] };
      this.#forgiven.clear();
      this.#guessed.clear();
      this.#tell(news);
    }, pauseMs);
  }
}

function joined(before: Guesses, after: Guesses): Guesses {
  return {
    ...after,
    accountId: after.accountId ?? before.accountId,
    isKnown: before.isKnown || after.isKnown,
    count: before.count + after.count,
    weight: before.weight + after.weight,
    heldBack: before.heldBack + after.heldBack,
  };
}
