/** Some seconds' work; each holds a password until it is done. */
const mostWaiting = 200;

/** Lets a few questions at a time be asked of one source: a flood of guesses must not become one of the directory. */
export class QuestionTurns {
  readonly #atOnce: number;
  #running = 0;
  readonly #waiting = new Set<() => void>();

  constructor(atOnce: number) {
    this.#atOnce = atOnce;
  }

  /** True with a turn, to be given back; false where too many are waiting, or none came within that time. */
  take(limitMs: number): Promise<boolean> {
    if (this.#running < this.#atOnce) {
      this.#running += 1;
      return Promise.resolve(true);
    }
    if (this.#waiting.size >= mostWaiting) return Promise.resolve(false);
    return new Promise((resolve) => {
      const go = () => {
        clearTimeout(timer);
        resolve(true);
      };
      const timer = setTimeout(() => {
        this.#waiting.delete(go);
        resolve(false);
      }, limitMs);
      this.#waiting.add(go);
    });
  }

  /** To who waits longest. */
  give(): void {
    const [next] = this.#waiting;
    if (next === undefined) {
      this.#running -= 1;
      return;
    }
    this.#waiting.delete(next);
    next();
  }
}
