import { parseForeignHash } from "./foreign/parse-foreign-hash.ts";
import { foreignSchemeOf } from "./foreign/password-kind.ts";
import { verifyForeign } from "./foreign/verify-foreign.ts";
import { verifyPassword } from "./password.ts";

/**
 * Whether a password fits what an account keeps of it: our own hash or another server's. Beside the latter one of our own is worked out
 * as well: no account may be told from one that does not exist by answering sooner. One whose hash costs more answers later, until it
 * is replaced by ours. The octets must stay as they are until it resolves.
 */
export async function verifyStored(passwordHash: string, password: Uint8Array): Promise<boolean> {
  if (foreignSchemeOf(passwordHash) === null) return verifyPassword(passwordHash, password);
  await verifyPassword("", password);
  const hash = parseForeignHash(passwordHash);
  return !("problem" in hash) && (await verifyForeign(hash, password));
}
