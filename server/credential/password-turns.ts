import { availableParallelism } from "node:os";
import { verifyPassword } from "./password.ts";

/** How many passwords one of so many workers checks at a time: together as many as there are processors. */
export function passwordsAtOnce(workers: number): number {
  return Math.ceil(availableParallelism() / workers);
}

/**
 * Checks passwords, a few at a time: a flood of wrong ones must not keep the threads that read message bodies, of which some
 * are left (pop3d/net/primary/worker-process.ts), nor hold a place in memory for each guess.
 */
export class PasswordTurns {
  readonly #atOnce: number;
  readonly #mostWaiting: number;
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  /** `mostWaiting`: some seconds' work. */
  constructor(atOnce: number, mostWaiting = 200) {
    this.#atOnce = atOnce;
    this.#mostWaiting = mostWaiting;
  }

  /** Null where too many are waiting: nothing was checked. The octets must stay as they are until it resolves. */
  verify(passwordHash: string, password: Uint8Array): Promise<boolean> | null {
    if (this.#waiting.length >= this.#mostWaiting) return null;
    return this.#verify(passwordHash, password);
  }

  async #verify(passwordHash: string, password: Uint8Array): Promise<boolean> {
    if (this.#running >= this.#atOnce) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    else this.#running += 1;
    try {
      return await verifyPassword(passwordHash, password);
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#running -= 1;
      else next();
    }
  }
}
