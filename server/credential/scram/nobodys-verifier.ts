import { randomBytes } from "node:crypto";
import type { Sealer } from "../../secret/sealer.ts";
import { openVerifier, type ScramVerifier, scramParameters, sealVerifier } from "./verifier.ts";

const decoys = new WeakMap<Sealer, Uint8Array>();

/** For an address without a verifier: keys that fit no password. Something is opened here too, so that it takes as long. */
export function nobodysVerifier(sealer: Sealer, address: string): ScramVerifier {
  const parameters = scramParameters(sealer, address);
  const decoy = decoys.get(sealer) ?? sealVerifier(sealer, { ...parameters, ...keysOfNobody() });
  decoys.set(sealer, decoy);
  return { ...openVerifier(sealer, decoy), ...parameters };
}

function keysOfNobody(): Pick<ScramVerifier, "storedKey" | "serverKey"> {
  return { storedKey: randomBytes(32), serverKey: randomBytes(32) };
}
