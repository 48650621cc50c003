import { createSecureContext, type SecureContextOptions } from "node:tls";
import type { TlsPolicy } from "./schema.ts";
import { cipherLists, groups } from "./profiles.ts";

export interface KeyPair {
  readonly chainPem: string;
  readonly keyPem: string;
}

let knownGroups: string | undefined;

/** OpenSSL refuses a list with one name that it does not know, and Node does not say which it knows. */
function groupList(): string {
  if (knownGroups !== undefined) return knownGroups;
  const known = groups.filter((name) => {
    try {
      createSecureContext({ ecdhCurve: name });
      return true;
    } catch {
      return false;
    }
  });
  knownGroups = known.join(":");
  return knownGroups;
}

/** For a TLS server that shows this certificate. `isLegacy`: TLS 1.0 and what goes with it as well. */
export function contextOptions(pair: KeyPair, policy: TlsPolicy, isLegacy = false): SecureContextOptions {
  return { ...baseOptions(policy, isLegacy), cert: pair.chainPem, key: pair.keyPem };
}

/** The same without a certificate, which is chosen during the handshake. */
export function baseOptions(policy: TlsPolicy, isLegacy = false): SecureContextOptions {
  const ciphers = (isLegacy ? cipherLists.old : cipherLists[policy.profile]).join(":");
  return {
    // Level 0: OpenSSL 3 otherwise refuses the SHA-1 signatures that TLS 1.0 and 1.1 are made of.
    ciphers: isLegacy ? `${ciphers}:@SECLEVEL=0` : ciphers,
    ecdhCurve: groupList(),
    dhparam: isLegacy ? "auto" : undefined,
    minVersion: isLegacy ? "TLSv1" : policy.minVersion,
    // Where only good ones are left, the client knows best which is fast for it.
    honorCipherOrder: isLegacy,
  };
}
