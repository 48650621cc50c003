import type { Md5Crypt } from "./md5-crypt.ts";
import type { ShaCrypt } from "./sha-crypt.ts";

/** A password hash that another server made, understood. `label`: the scheme as people call it. */
export type ForeignHash = { readonly label: string } & (
  | { readonly kind: "digest"; readonly algorithm: DigestAlgorithm; readonly digest: Buffer; readonly salt: Buffer }
  | ({ readonly kind: "sha-crypt"; readonly text: string } & ShaCrypt)
  | ({ readonly kind: "md5-crypt"; readonly text: string } & Md5Crypt)
  | { readonly kind: "bcrypt"; readonly text: string }
  | { readonly kind: "argon2"; readonly text: string }
  | {
      readonly kind: "pbkdf2";
      readonly algorithm: DigestAlgorithm;
      readonly salt: Buffer;
      readonly iterations: number;
      readonly key: Buffer;
    }
  | { readonly kind: "scram"; readonly salt: Buffer; readonly iterations: number; readonly storedKey: Buffer }
  /** No hash at all. */
  | { readonly kind: "plain"; readonly password: string }
);

export type DigestAlgorithm = "md5" | "sha1" | "sha256" | "sha512";

/** Why a text cannot be taken as a hash: a sentence. */
export interface Unusable {
  readonly problem: string;
}

/** What checking one password may cost at most: about two seconds of a processor, and 256 MiB. */
export const mostCost = {
  bcrypt: 14,
  rounds: 1_000_000,
  iterations: 1_000_000,
  argonKib: 262_144,
  argonPasses: 64,
  argonLanes: 16,
} as const;
