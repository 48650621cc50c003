import { availableParallelism } from "node:os";
import { verifyStored } from "./verify-stored.ts";

/** How many passwords one of so many workers checks at a time: together as many as there are processors. */
export function passwordsAtOnce(workers: number): number {
  return Math.ceil(availableParallelism() / workers);
}

/** Some seconds' work as well; each holds a password until it is done. */
const mostAfterwards = 1_000;

/**
 * Checks passwords, a few at a time: a flood of wrong ones must not keep the threads that read message bodies, of which some
 * are left (pop3d/net/primary/worker-process.ts), nor hold a place in memory for each guess.
 */
export class PasswordTurns {
  readonly #atOnce: number;
  readonly #mostWaiting: number;
  readonly #waiting: (() => void)[] = [];
  /** What nobody waits for. */
  readonly #afterwards: (() => Promise<void>)[] = [];
  #running = 0;
  #catchingUp: Promise<void> | null = null;

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
      return await verifyStored(passwordHash, password);
    } finally {
      this.#pass();
    }
  }

  /**
   * Takes in what nobody waits for and costs about as much as a password: done one at a time, while no password waits for its turn. False
   * where too much of it is waiting: it will not be done. `work` must not reject.
   */
  afterwards(work: () => Promise<void>): boolean {
    if (this.#afterwards.length >= mostAfterwards) return false;
    this.#afterwards.push(work);
    this.#catchUp();
    return true;
  }

  /** Begins no more of what nobody waits for; resolves when what is under way of it is done. */
  async close(): Promise<void> {
    this.#afterwards.length = 0;
    await this.#catchingUp;
  }

  /** The turn goes to who waits longest. */
  #pass(): void {
    const next = this.#waiting.shift();
    if (next === undefined) {
      this.#running -= 1;
      this.#catchUp();
    } else {
      next();
    }
  }

  #catchUp(): void {
    if (this.#catchingUp !== null || this.#running >= this.#atOnce) return;
    const work = this.#afterwards.shift();
    if (work === undefined) return;
    this.#running += 1;
    this.#catchingUp = work().finally(() => {
      this.#catchingUp = null;
      this.#pass();
    });
  }
}
