import { isUtf8 } from "node:buffer";
import { logger } from "../../log.ts";
import type { Store } from "../../store.ts";
import { hashPassword } from "../password.ts";
import { keepHash } from "./hash-statements.ts";

const log = logger("credential");

/**
 * Gives an account our own hash of a password that has just fitted another server's. Gives the new one where it was written, null where
 * the account's password was changed meanwhile, or cannot be ours: what is no UTF-8 stays as it is. Never rejects; what fails is tried
 * again at the next sign-in.
 */
export async function upgradeHash(
  store: Store,
  { id, address, passwordHash }: { readonly id: number; readonly address: string; readonly passwordHash: string },
  password: Uint8Array,
): Promise<string | null> {
  if (!isUtf8(password)) return null;
  try {
    const upgraded = await hashPassword(Buffer.from(password).toString("utf8"));
    const isKept = await store.statements.write(keepHash, { id, passwordHash, upgraded });
    if (isKept) log.info({ event: "password-upgraded", account: address }, "a password is kept as argon2id now");
    return isKept ? upgraded : null;
  } catch (err) {
    log.warn({ event: "password-not-upgraded", account: address, err }, "a password could not be kept as argon2id");
    return null;
  }
}
