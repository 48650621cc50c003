import { parseForeignHash } from "./parse-foreign-hash.ts";

const ownHash = /^\$argon2id\$/;

/** The scheme of another server that an account's password is still kept in; null for our own, and for none. */
export function foreignSchemeOf(passwordHash: string): string | null {
  if (passwordHash === "" || ownHash.test(passwordHash)) return null;
  const hash = parseForeignHash(passwordHash);
  return "problem" in hash ? "unknown" : hash.label;
}
