import { hash, randomBytes } from "node:crypto";
import type { Clock } from "../clock.ts";
import type { AccountAsRead } from "../maildrop/lock-statements.ts";
import type { NetworksCheck } from "../network/networks.ts";
import { RecentMap } from "../recent-map.ts";
import { allowedFrom, type SignedInAccount } from "./admit.ts";

const keptMs = 20 * 60_000;
const mostKept = 50_000;

/** The account that a sign-in was for, as it was read when the password was checked. */
export interface VerifiedAccount {
  readonly accountId: number;
  readonly asRead: AccountAsRead;
  /** Null: from everywhere. */
  readonly mayComeFrom: NetworksCheck | null;
  /** By the monotonic clock; it is forgotten then, however often it is used. */
  readonly untilMs: number;
}

/**
 * Addresses with the passwords that fitted a moment ago, so that a client that polls costs neither a password hash each time nor a
 * read. Keeps no password, only a digest under a key of this process. What is found was true then: it holds now only where the
 * account still has the address and the stored hash that are kept with it, which who asks must make sure of.
 *
 * Only who knows the password is answered faster, and learns by it that somebody signed in here lately. A wrong password is never
 * found, and costs what it always costs.
 */
export class VerifiedCredentials {
  readonly #key = randomBytes(32);
  readonly #clock: Clock;
  /** By digest. */
  readonly #kept = new RecentMap<string, Kept>(mostKept);

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Names a pair for the others. An address has no NUL, and nobody ever sees a digest, so one hash with the key first will do. */
  digest(address: string, password: Uint8Array): string {
    return hash("sha256", Buffer.concat([this.#key, Buffer.from(`${address}\0`), password]), "base64");
  }

  /** Where it was remembered, and used since at least every twenty minutes. */
  find(digest: string): VerifiedAccount | undefined {
    const kept = this.#kept.get(digest);
    if (kept === undefined) return undefined;
    const nowMs = this.#clock.monotonicMs();
    if (nowMs - kept.usedAtMs > keptMs || nowMs >= kept.account.untilMs) {
      this.#kept.delete(digest);
      return undefined;
    }
    kept.usedAtMs = nowMs;
    this.#kept.set(digest, kept);
    return kept.account;
  }

  /** After the password fitted. `untilMs`: at most; what is over already is not remembered. */
  remember(
    digest: string,
    { accountId, asRead }: Pick<SignedInAccount, "accountId" | "asRead">,
    untilMs = Number.POSITIVE_INFINITY,
  ): void {
    const usedAtMs = this.#clock.monotonicMs();
    if (untilMs <= usedAtMs) return void this.#kept.delete(digest);
    this.#kept.set(digest, { account: { accountId, asRead, mayComeFrom: allowedFrom(asRead), untilMs }, usedAtMs });
  }
}

interface Kept {
  readonly account: VerifiedAccount;
  usedAtMs: number;
}
