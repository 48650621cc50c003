import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import type { ScramVerifier } from "./verifier.ts";

/** Whether the ClientProof shows the password's knowledge, and what shows ours (RFC 5802 §3): the same work for any answer. */
export function prove(
  { storedKey, serverKey }: ScramVerifier,
  authMessage: Uint8Array,
  proof: Uint8Array,
): { readonly fits: boolean; readonly signature: Uint8Array } {
  const clientSignature = createHmac("sha256", storedKey).update(authMessage).digest();
  const clientKey = clientSignature.map((octet, at) => octet ^ (proof[at] ?? 0));
  const fits = timingSafeEqual(createHash("sha256").update(clientKey).digest(), storedKey);
  const signature = createHmac("sha256", serverKey).update(authMessage).digest();
  return { fits: fits && proof.length === clientSignature.length, signature };
}
