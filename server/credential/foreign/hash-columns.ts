import { DomainError } from "../../errors.ts";
import type { Store } from "../../store.ts";
import { type PasswordColumns, passwordColumns } from "../password-columns.ts";
import { parseForeignHash } from "./parse-foreign-hash.ts";

export interface GivenHash {
  /** As another server kept it: `{SCHEME}…`, or `$id$…`. */
  readonly hash: string;
  /** Takes {PLAIN} too: the password itself, which is hashed here and now. */
  readonly takesPlain?: boolean;
}

/**
 * Columns of a password that another server hashed: the hash as it is, until its owner signs in with it in clear (upgrade-hash.ts).
 * Refuses with `invalid` at `hash` what is damaged, unknown or would cost too much.
 */
export async function hashColumns(store: Store, address: string, given: GivenHash): Promise<PasswordColumns> {
  const text = given.hash.trim();
  const hash = parseForeignHash(text);
  if ("problem" in hash) throw new DomainError("invalid", hash.problem, "hash");
  if (hash.kind !== "plain") {
    // Only our own have no scheme before them: what looks like them was made with another cost.
    return { passwordHash: text.startsWith("$argon2id$") ? `{ARGON2ID}${text}` : text, scramVerifier: null };
  }
  if (given.takesPlain) return passwordColumns(store, address, hash.password);
  const sentence = `This is a password in clear ({${hash.label}}), not a hash. Say that such may be taken; it is hashed at once then.`;
  throw new DomainError("invalid", sentence, "hash");
}
