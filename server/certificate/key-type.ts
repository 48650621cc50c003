import type { KeyObject } from "node:crypto";

export interface KeyType {
  /** As people call it: "RSA 2048", "ECDSA P-256". */
  readonly name: string;
  /** Why mail programs refuse or should not trust it; null: it is fine. */
  readonly weakness: string | null;
}

/** Below this, RSA is refused by every current mail program and authority (CA/Browser Forum, §6.1.5). */
const leastRsaBits = 2_048;

const curves: Readonly<Record<string, string>> = {
  prime256v1: "P-256",
  secp384r1: "P-384",
  secp521r1: "P-521",
};

/** Of a private or a public key. */
export function keyTypeOf(key: KeyObject): KeyType {
  const { modulusLength = 0, namedCurve = "" } = key.asymmetricKeyDetails ?? {};
  switch (key.asymmetricKeyType) {
    case "rsa":
    case "rsa-pss": {
      const isWeak = modulusLength < leastRsaBits;
      const weakness = `An RSA key of ${modulusLength} bits is too short: mail programs refuse fewer than ${leastRsaBits}.`;
      return { name: `RSA ${modulusLength}`, weakness: isWeak ? weakness : null };
    }
    case "ec": {
      const curve = curves[namedCurve];
      const weakness = `Mail programs do not know the curve ${namedCurve}. Make a key on P-256, or RSA of ${leastRsaBits} bits.`;
      return { name: `ECDSA ${curve ?? namedCurve}`, weakness: curve === undefined ? weakness : null };
    }
    default: {
      const name = key.asymmetricKeyType ?? "unknown";
      return {
        name,
        weakness: `Most mail programs cannot use a key of the kind ${name}. Use ECDSA P-256, or RSA of ${leastRsaBits} bits.`,
      };
    }
  }
}
