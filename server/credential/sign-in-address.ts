import { foldAddress } from "../account/address.ts";
import type { Settings } from "../setting/schema.ts";

/**
 * The address a client's sign-in name stands for: the full address in any case, the local part alone only where a default
 * domain is set. What cannot be an account's gives an address that nobody has: it must not be answered faster.
 */
export function signInAddress(name: string, { defaultDomain }: Pick<Settings, "defaultDomain">): string {
  const folded = foldAddress(name);
  if (folded.includes("\0")) return "";
  return folded.includes("@") ? folded : `${folded}@${defaultDomain ?? ""}`;
}
