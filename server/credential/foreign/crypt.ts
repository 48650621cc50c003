import type { ForeignHash } from "./foreign-hash.ts";
import { md5Crypt } from "./md5-crypt.ts";
import { shaCrypt } from "./sha-crypt.ts";

export type CryptHash = Extract<ForeignHash, { kind: "sha-crypt" | "md5-crypt" }>;

/** The text behind the salt. Up to some seconds of this thread. */
export function cryptOf(hash: CryptHash, password: Uint8Array): string {
  return hash.kind === "sha-crypt" ? shaCrypt(password, hash) : md5Crypt(password, hash);
}
