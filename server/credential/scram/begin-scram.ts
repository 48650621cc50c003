import { randomBytes } from "node:crypto";
import type { Settings } from "../../setting/schema.ts";
import type { Store } from "../../store.ts";
import type { SignedInAccount, SignInRefusal } from "../sign-in.ts";
import { signInAddress } from "../sign-in-address.ts";
import { nobodysVerifier } from "./nobodys-verifier.ts";
import { prove } from "./prove.ts";
import { scramAccountNamed } from "./scram-statements.ts";
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

/** Begins a sign-in to whatever name; only its end tells whether there is such an account, and not even that why not. */
export async function beginScram(
  store: Store,
  name: string,
  settings: Pick<Settings, "defaultDomain">,
): Promise<ScramSignIn> {
  const address = signInAddress(name, settings);
  const account = await store.statements.read(scramAccountNamed, address);
  const sealed = account?.scramVerifier;
  // Nobody's parameters are worked out for everybody, and something is opened for nobody: either takes time.
  const nobodys = scramParameters(store.sealer, address);
  const verifier = sealed ? openVerifier(store.sealer, sealed) : nobodysVerifier(store.sealer, nobodys);
  return {
    salt: verifier.salt,
    iterations: verifier.iterations,
    nonce: randomBytes(18).toString("base64"),
    prove(authMessage, proof) {
      const { fits, signature } = prove(verifier, authMessage, proof);
      if (!account) return { refused: "credentials", because: "unknown-account" };
      const accountId = account.id;
      if (!sealed) return { refused: "credentials", because: "no-password", accountId };
      if (!fits) return { refused: "credentials", because: "wrong-password", accountId };
      if (!account.canSignIn) return { refused: "disabled", because: "sign-in-off", accountId };
      return { accountId: account.id, address: account.address, signature };
    },
  };
}
