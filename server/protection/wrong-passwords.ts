import { hash, randomBytes } from "node:crypto";
import { RecentMap } from "../recent-map.ts";

const mostEach = 4;
const mostKept = 10_000;

/**
 * Wrong passwords that were tried a moment ago, as digests under a key of this process: a phone that still has last year's password
 * tries the same one all day, and guesses nothing.
 */
export class WrongPasswords {
  readonly #key = randomBytes(32);
  /** By whom, the newest first. */
  readonly #kept = new RecentMap<string, string[]>(mostKept);

  digest(password: Uint8Array): string {
    return hash("sha256", Buffer.concat([this.#key, password]), "base64");
  }

  /** Whether the same was tried before; from now on it was. */
  isRepeated(by: string, digest: string): boolean {
    const tried = this.#kept.get(by) ?? [];
    const isRepeated = tried.includes(digest);
    this.#kept.set(by, [digest, ...tried.filter((other) => other !== digest)].slice(0, mostEach));
    return isRepeated;
  }
}
