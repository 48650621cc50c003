import { createHash } from "node:crypto";
import { cryptText, repeated } from "./crypt-text.ts";

export interface Md5Crypt {
  /** "$1$", or "$apr1$" of Apache's htpasswd. */
  readonly magic: string;
  readonly salt: string;
}

const rounds = 1_000;

/** MD5-crypt (P.-H. Kamp, FreeBSD 2.0): the text behind the salt. Weak by today's measure, and still in many a passwd file. */
export function md5Crypt(password: Uint8Array, { magic, salt: saltText }: Md5Crypt): string {
  const digest = (...parts: Uint8Array[]) => createHash("md5").update(Buffer.concat(parts)).digest();
  const salt = Buffer.from(saltText, "latin1");
  const { length } = password;
  const first = [password, Buffer.from(magic), salt, repeated(digest(password, salt, password), length)];
  // As it was written once, and has to stay: the first octet of the password, or a NUL.
  for (let bits = length; bits > 0; bits >>= 1) first.push(bits & 1 ? Uint8Array.of(0) : password.subarray(0, 1));
  let sum = digest(...first);
  for (let round = 0; round < rounds; round += 1) {
    const parts: Uint8Array[] = [round & 1 ? password : sum];
    if (round % 3) parts.push(salt);
    if (round % 7) parts.push(password);
    sum = digest(...parts, round & 1 ? sum : password);
  }
  return cryptText(sum, order);
}

const order = [[0, 6, 12], [1, 7, 13], [2, 8, 14], [3, 9, 15], [4, 10, 5], [11]];
