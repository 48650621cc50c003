import { createHash, createHmac, pbkdf2, timingSafeEqual } from "node:crypto";
import { promisify } from "node:util";
import { verify as verifyArgon2 } from "@node-rs/argon2";
import { preparePassword } from "../scram/prepare-password.ts";
import type { ForeignHash } from "./foreign-hash.ts";
import { hashElsewhere } from "./hashing.ts";

const derive = promisify(pbkdf2);

/** crypt(3) of libxcrypt takes no longer one; the work of some grows with its square. */
const longestOctets = 511;

/**
 * Whether the password fits. What takes long is done in other threads. The octets count as they are: a server that spoke Latin-1 hashed
 * Latin-1. Must stay as they are until it resolves.
 */
export async function verifyForeign(hash: ForeignHash, password: Uint8Array): Promise<boolean> {
  if (password.length > longestOctets || password.includes(0)) return false;
  switch (hash.kind) {
    case "digest":
      return isSame(createHash(hash.algorithm).update(password).update(hash.salt).digest(), hash.digest);
    case "sha-crypt":
    case "md5-crypt":
      return isSame(Buffer.from(await hashElsewhere(hash, password)), Buffer.from(hash.text));
    case "bcrypt": {
      // Loaded where somebody has such a hash. It takes the first 72 octets, as all of its kind do.
      const bcrypt = await import("@node-rs/bcrypt");
      return bcrypt.verify(password.subarray(0, 72), hash.text);
    }
    case "argon2":
      return verifyArgon2(hash.text, password);
    case "pbkdf2":
      return isSame(await derive(password, hash.salt, hash.iterations, hash.key.length, hash.algorithm), hash.key);
    case "scram":
      return fitsScram(hash, password);
    case "plain":
      return isSame(Buffer.from(password), Buffer.from(hash.password));
  }
}

/** RFC 5802 §3. */
async function fitsScram(
  { salt, iterations, storedKey }: Extract<ForeignHash, { kind: "scram" }>,
  password: Uint8Array,
): Promise<boolean> {
  const prepared = await preparePassword(password);
  if (prepared === null) return false;
  const salted = await derive(prepared, salt, iterations, 32, "sha256");
  const clientKey = createHmac("sha256", salted).update("Client Key").digest();
  return isSame(createHash("sha256").update(clientKey).digest(), storedKey);
}

function isSame(a: Buffer, b: Buffer): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}
