import { readSettings } from "../setting/read.ts";
import type { Store } from "../store.ts";
import { hashPassword } from "./password.ts";
import { makeVerifier, sealVerifier } from "./scram/verifier.ts";

/** What an account keeps of its password. */
export interface PasswordColumns {
  readonly passwordHash: string;
  readonly scramVerifier: Uint8Array<ArrayBuffer> | null;
}

/** Columns of a new password: its hash, and while SCRAM is offered the verifier for it. */
export async function passwordColumns(store: Store, address: string, password: string): Promise<PasswordColumns> {
  const passwordHash = await hashPassword(password);
  if (!(await readSettings(store)).offersScram) return { passwordHash, scramVerifier: null };
  const verifier = await makeVerifier(store.sealer, address, new TextEncoder().encode(password));
  return { passwordHash, scramVerifier: verifier && sealVerifier(store.sealer, verifier) };
}
