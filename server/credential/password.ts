import { isUtf8 } from "node:buffer";
import { randomInt } from "node:crypto";
import { type Algorithm, hash, verify } from "@node-rs/argon2";

const cost = { algorithm: 2 satisfies Algorithm.Argon2id, memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** Nobody's: what a password is compared with where there is no hash, so that the time tells nothing. */
const nobodysHash = "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/** PHC string, argon2id. The password is kept exactly as typed: no preparation (PASS sends octets). */
export function hashPassword(password: string): Promise<string> {
  return hash(password, cost);
}

const phcString = /^\$argon2id\$v=\d+\$m=\d+,t=\d+,p=\d+\$[A-Za-z0-9+/]+\$[A-Za-z0-9+/]+$/;

/**
 * An empty hash fits no password, and takes as long to say so. So do octets that are no UTF-8: no password that was set is like
 * them, and argon2 would not take them.
 */
export async function verifyPassword(passwordHash: string, password: Uint8Array): Promise<boolean> {
  const mayFit = phcString.test(passwordHash) && isUtf8(password);
  const fits = await verify(mayFit ? passwordHash : nobodysHash, mayFit ? password : "");
  return mayFit && fits;
}

const letters = "abcdefghijkmnpqrstuvwxyz23456789";

/** 80 bits in four groups, without letters that are mistaken for others. */
export function generatePassword(): string {
  const group = () => Array.from({ length: 4 }, () => letters[randomInt(letters.length)]).join("");
  return [group(), group(), group(), group()].join("-");
}
