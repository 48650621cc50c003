import { foldAddress } from "../account/address.ts";
import { readSettings } from "../setting/read.ts";
import type { Store } from "../store.ts";
import { verifyPassword } from "./password.ts";

export interface SignInAttempt {
  /** As the client sent it, decoded as UTF-8. */
  readonly name: string;
  /** Octets exactly as sent. */
  readonly password: Uint8Array;
  readonly remoteAddress: string;
}

export interface SignedInAccount {
  readonly accountId: number;
  /** Canonical. */
  readonly address: string;
}

export interface SignInRefusal {
  /** What the client may learn. "disabled" is said only to who knows the password. */
  readonly refused: "credentials" | "disabled";
  /** What the administrator may learn. */
  readonly because: "unknown-account" | "no-password" | "wrong-password" | "sign-in-off";
}

/**
 * Checks a POP3 client's name and password: the full address in any case, the local part alone only where a default
 * domain is set, never an alias. Takes the same time whatever is wrong. Writes nothing: the session's row carries when
 * it signed in.
 */
export async function signIn(store: Store, attempt: SignInAttempt): Promise<SignedInAccount | SignInRefusal> {
  const account = await findAccount(store, attempt.name);
  const fits = await verifyPassword(account?.passwordHash ?? "", attempt.password);
  if (!account) return { refused: "credentials", because: "unknown-account" };
  if (account.passwordHash === "") return { refused: "credentials", because: "no-password" };
  if (!fits) return { refused: "credentials", because: "wrong-password" };
  if (!account.canSignIn) return { refused: "disabled", because: "sign-in-off" };
  return { accountId: account.id, address: account.address };
}

async function findAccount(store: Store, name: string) {
  const address = await addressOf(store, name);
  if (address === null) return null;
  return store.db.account.findUnique({
    where: { address, deletedAt: null },
    select: { id: true, address: true, passwordHash: true, canSignIn: true },
  });
}

/** Null for what cannot be an account's name; nothing is refused here, or nonsense would be answered faster. */
async function addressOf(store: Store, name: string): Promise<string | null> {
  const folded = foldAddress(name);
  if (folded.includes("\0")) return null;
  if (folded.includes("@")) return folded;
  const { defaultDomain } = await readSettings(store);
  return defaultDomain === null ? null : `${folded}@${defaultDomain}`;
}
