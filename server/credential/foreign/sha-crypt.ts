import { createHash } from "node:crypto";
import { cryptText, repeated } from "./crypt-text.ts";

export interface ShaCrypt {
  readonly algorithm: "sha256" | "sha512";
  readonly salt: string;
  readonly rounds: number;
}

/**
 * SHA-crypt ($5$ and $6$ of crypt(3), U. Drepper, "Unix crypt using SHA-256 and SHA-512"): the text behind the salt. Takes some
 * microseconds a round of the thread that it runs in: hashing-thread.ts.
 */
export function shaCrypt(password: Uint8Array, { algorithm, salt: saltText, rounds }: ShaCrypt): string {
  const digest = (...parts: Uint8Array[]) => createHash(algorithm).update(Buffer.concat(parts)).digest();
  const salt = Buffer.from(saltText, "latin1");
  const { length } = password;
  const inner = digest(password, salt, password);
  const first: Uint8Array[] = [password, salt, repeated(inner, length)];
  for (let bits = length; bits > 0; bits >>= 1) first.push(bits & 1 ? inner : password);
  let sum = digest(...first);
  const p = repeated(digest(repeated(password, length * length)), length);
  const s = repeated(digest(repeated(salt, salt.length * (16 + (sum[0] ?? 0)))), salt.length);
  for (let round = 0; round < rounds; round += 1) {
    const hash = createHash(algorithm).update(round & 1 ? p : sum);
    if (round % 3) hash.update(s);
    if (round % 7) hash.update(p);
    sum = hash.update(round & 1 ? sum : p).digest();
  }
  return cryptText(sum, orders[algorithm]);
}

/** Thirds of the digest side by side, turned by one place more each time. */
function thirds(size: number, turn: number): number[][] {
  return Array.from({ length: size }, (_, at) => {
    const group = [at, at + size, at + 2 * size];
    const from = (at * turn) % 3;
    return [...group.slice(from), ...group.slice(0, from)];
  });
}

const orders = {
  sha256: [...thirds(10, 2), [31, 30]],
  sha512: [...thirds(21, 1), [63]],
} as const;
