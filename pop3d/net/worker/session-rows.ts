import type { Logger } from "#server/log.ts";

/** Between two writes, and between two writes of the same session that is merely going on. */
const flushMs = 150;
const progressMs = 1_000;
/** Before the next attempt where the database did not answer. */
const retryMs = 2_000;
/** Sessions kept for writing while the database does not answer. The oldest are given up first. */
const mostWaiting = 50_000;

export interface Recorded {
  readonly id: string;
  /** Set when it is over: its last record follows. */
  readonly endedAt: Date | null;
}

export interface SessionRowsOptions<Source extends Recorded> {
  /** What they are, for the log. */
  readonly what: "sessions" | "traces";
  /** All or nothing; may be repeated. */
  readonly write: (sources: readonly Source[]) => Promise<void>;
  readonly log: Logger;
}

/** Writes sessions behind, in batches: no command waits for it, and a session that comes and goes between two writes is written once. */
export class SessionRows<Source extends Recorded> {
  readonly #write: (sources: readonly Source[]) => Promise<void>;
  readonly #what: "sessions" | "traces";
  readonly #log: Logger;
  /** In order of age. */
  #waiting = new Set<Source>();
  readonly #going = new Set<Source>();
  #timer: NodeJS.Timeout | null = null;
  #flushing: Promise<void> | null = null;
  #progressedAtMs = 0;

  constructor({ what, write, log }: SessionRowsOptions<Source>) {
    this.#what = what;
    this.#write = write;
    this.#log = log;
  }

  /** To be written with the next batch: it began, signed in or ended. */
  changed(source: Source): void {
    this.#waiting.add(source);
    this.#timer ??= setTimeout(() => void this.flush(), flushMs);
  }

  /** To be written within a second or so: another command was answered. */
  went(source: Source): void {
    this.#going.add(source);
    this.#timer ??= setTimeout(() => void this.flush(), flushMs);
  }

  /** Resolves when what was known at the call is written, or could not be: then it waits for the next time. */
  async flush(isLast = false): Promise<void> {
    while (this.#flushing !== null) await this.#flushing;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    let nextMs = flushMs;
    this.#flushing = this.#flush(isLast).then((isWritten) => {
      if (!isWritten) nextMs = retryMs;
    });
    await this.#flushing;
    this.#flushing = null;
    if (this.#waiting.size + this.#going.size > 0) this.#timer ??= setTimeout(() => void this.flush(), nextMs);
  }

  async #flush(isLast: boolean): Promise<boolean> {
    const nowMs = performance.now();
    if (isLast || nowMs - this.#progressedAtMs >= progressMs) {
      this.#progressedAtMs = nowMs;
      for (const source of this.#going) this.#waiting.add(source);
      this.#going.clear();
    }
    const batch = [...this.#waiting];
    if (batch.length === 0) return true;
    this.#waiting.clear();
    for (const source of batch) this.#going.delete(source);
    try {
      await this.#write(batch);
      return true;
    } catch (err) {
      this.#log.error(
        { event: `${this.#what}-not-written`, err, sessions: batch.length },
        `${this.#what} could not be recorded`,
      );
      this.#takeBack(batch);
      return false;
    }
  }

  #takeBack(batch: readonly Source[]): void {
    this.#waiting = new Set([...batch, ...this.#waiting]);
    for (const source of this.#waiting) {
      if (this.#waiting.size <= mostWaiting) break;
      this.#waiting.delete(source);
    }
  }
}
