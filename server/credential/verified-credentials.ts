import { hash, randomBytes } from "node:crypto";
import type { Clock } from "../clock.ts";

const keptMs = 20 * 60_000;
const mostKept = 50_000;

/**
 * Pairs of stored hash and password that fitted a moment ago, so that a client that polls does not cost a password hash each time.
 * Keeps neither, only a digest under a key of this process; where a password was changed its hash is another, and nothing is
 * found. Whether the account may sign in is no part of it: that is asked every time.
 *
 * Only who knows the password is answered faster, and learns by it that somebody signed in here lately. A wrong password is never
 * found, and costs what it always costs.
 */
export class VerifiedCredentials {
  readonly #key = randomBytes(32);
  readonly #clock: Clock;
  /** Digest to the instant of its last use, in order of use. */
  readonly #usedAtMs = new Map<string, number>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Names a pair for `has` and `remember`. A PHC string has no NUL, and nobody ever sees a digest, so one hash with the key first will do. */
  digest(accountId: number, passwordHash: string, password: Uint8Array): string {
    return hash(
      "sha256",
      Buffer.concat([this.#key, Buffer.from(`${accountId}\0${passwordHash}\0`), password]),
      "base64",
    );
  }

  /** Whether it was remembered, and used since at least every twenty minutes. */
  has(digest: string): boolean {
    const usedAtMs = this.#usedAtMs.get(digest);
    if (usedAtMs === undefined) return false;
    this.#usedAtMs.delete(digest);
    const nowMs = this.#clock.monotonicMs();
    if (nowMs - usedAtMs > keptMs) return false;
    this.#usedAtMs.set(digest, nowMs);
    return true;
  }

  /** After the password fitted. */
  remember(digest: string): void {
    this.#usedAtMs.delete(digest);
    this.#usedAtMs.set(digest, this.#clock.monotonicMs());
    if (this.#usedAtMs.size <= mostKept) return;
    const [oldest] = this.#usedAtMs.keys();
    if (oldest !== undefined) this.#usedAtMs.delete(oldest);
  }
}
