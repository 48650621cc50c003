import { randomBytes } from "node:crypto";
import type { Settings } from "../../setting/schema.ts";
import type { Store } from "../../store.ts";
import { admit, type Shown, type SignedInAccount } from "../admit.ts";
import type { SignInRefusal } from "../sign-in.ts";
import { signInAddress } from "../sign-in-address.ts";
import { nobodysVerifier } from "./nobodys-verifier.ts";
import { prove } from "./prove.ts";
import {
  type ScramAccount,
  type ScramAppPassword,
  scramAccountNamed,
  scramAppPasswordsOf,
} from "./scram-statements.ts";
import { openVerifier, scramParameters } from "./verifier.ts";

/** A SCRAM sign-in under way: what the client is told, and the check of what it answers. */
export interface ScramSignIn {
  readonly salt: Uint8Array;
  readonly iterations: number;
  readonly nonce: string;
  prove(authMessage: Uint8Array, proof: Uint8Array): ScramSignedIn | SignInRefusal;
}

export interface ScramSignedIn extends SignedInAccount {
  readonly signature: Uint8Array;
}

/**
 * Begins a sign-in to whatever name; only its end tells whether there is such an account, and not even that why not. App passwords have
 * the account's salt and count, so that a proof fits whichever it was made of; an account answers a wrong one some microseconds later
 * for each that it has.
 */
export async function beginScram(
  store: Store,
  { name, remoteAddress }: ScramName,
  settings: Pick<Settings, "defaultDomain">,
): Promise<ScramSignIn> {
  const address = signInAddress(name, settings);
  const account = await store.statements.read(scramAccountNamed, address);
  const appPasswords = account ? await store.statements.read(scramAppPasswordsOf, account.id) : [];
  // What a source outside knows leaves no verifier; one of the database's password is of another password. App passwords have theirs.
  const sealed = account?.passwordSource === null ? account.scramVerifier : null;
  // Nobody's parameters are worked out for everybody, and something is opened for nobody: either takes time.
  const nobodys = scramParameters(store.sealer, address);
  const verifier = sealed ? openVerifier(store.sealer, sealed) : nobodysVerifier(store.sealer, nobodys);
  return {
    salt: verifier.salt,
    iterations: verifier.iterations,
    nonce: randomBytes(18).toString("base64"),
    prove(authMessage, proof) {
      const own = prove(verifier, authMessage, proof);
      if (!account) return { refused: "credentials", because: "unknown-account" };
      const proven =
        own.fits && sealed ? byPassword(account, own) : byAppPassword(store, appPasswords, authMessage, proof);
      if (proven === null) {
        return { refused: "credentials", because: whyNot(account, appPasswords), accountId: account.id };
      }
      const answer = admit(account, proven.shown, remoteAddress, store.clock.now().getTime());
      return "refused" in answer ? answer : { ...answer, signature: proven.signature };
    },
  };
}

export interface ScramName {
  /** As the client sent it, decoded as UTF-8. */
  readonly name: string;
  readonly remoteAddress: string;
}

function whyNot(
  { passwordSource, scramVerifier }: ScramAccount,
  appPasswords: readonly ScramAppPassword[],
): SignInRefusal["because"] {
  if (passwordSource !== null) return "scram-with-source";
  return scramVerifier === null && appPasswords.length === 0 ? "no-password" : "wrong-password";
}

interface Proven {
  readonly shown: Shown;
  readonly signature: Uint8Array;
}

function byPassword({ passwordHash }: ScramAccount, { signature }: { readonly signature: Uint8Array }): Proven {
  return { shown: { by: "password", passwordHash }, signature };
}

function byAppPassword(
  { sealer }: Store,
  appPasswords: readonly ScramAppPassword[],
  authMessage: Uint8Array,
  proof: Uint8Array,
): Proven | null {
  for (const { id, allowedNetworks, expiresAt, scramVerifier } of appPasswords) {
    const { fits, signature } = prove(openVerifier(sealer, scramVerifier), authMessage, proof);
    if (fits) return { shown: { by: "app-password", id, allowedNetworks, expiresAt }, signature };
  }
  return null;
}
