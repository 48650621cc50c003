import { randomBytes } from "node:crypto";
import type { Sealer } from "../../secret/sealer.ts";
import { openVerifier, type ScramParameters, type ScramVerifier, sealVerifier } from "./verifier.ts";

const decoys = new WeakMap<Sealer, Uint8Array>();

/** Of an address without a verifier: keys that fit no password. Something is opened here too, so that it takes as long. */
export function nobodysVerifier(sealer: Sealer, parameters: ScramParameters): ScramVerifier {
  const decoy = decoys.get(sealer) ?? sealVerifier(sealer, { ...parameters, ...keysOfNobody() });
  decoys.set(sealer, decoy);
  return { ...openVerifier(sealer, decoy), ...parameters };
}

function keysOfNobody(): Pick<ScramVerifier, "storedKey" | "serverKey"> {
  return { storedKey: randomBytes(32), serverKey: randomBytes(32) };
}
