import { createPrivateKey, type KeyObject } from "node:crypto";
import { DomainError } from "../errors.ts";

/**
 * A private key from PEM, PKCS #8 or the older forms, encrypted or not. Refuses with `invalid` at `secretKey`, or at `keyPassword`
 * where it is protected by a passphrase that is missing or wrong.
 */
export function readKey(pem: string, passphrase: string): KeyObject {
  const isEncrypted = /BEGIN ENCRYPTED PRIVATE KEY|Proc-Type: ?4,ENCRYPTED/.test(pem);
  if (isEncrypted && passphrase === "") {
    throw new DomainError("invalid", "The key is protected by a passphrase. Type it here.", "keyPassword");
  }
  try {
    return createPrivateKey({ key: pem, format: "pem", passphrase: isEncrypted ? passphrase : undefined });
  } catch (cause) {
    const { code = "" } = cause as { code?: string };
    if (
      isEncrypted &&
      /BAD_DECRYPT|BAD_PASSWORD|CIPHERFINAL|WRONG_TAG|BAD_PAD/.test(`${code} ${cause}`.toUpperCase())
    ) {
      throw new DomainError("invalid", "This is not the passphrase of the key.", "keyPassword", { cause });
    }
    if (isEncrypted && /UNSUPPORTED/.test(code)) {
      throw new DomainError(
        "invalid",
        "The key is encrypted in a way that is no longer supported. Write it anew without, or with AES: openssl pkcs8 -topk8 -v2 aes-256-cbc.",
        "secretKey",
        { cause },
      );
    }
    throw new DomainError("invalid", "The key cannot be read: it is damaged, or cut off.", "secretKey", { cause });
  }
}

/** PKCS #8, in clear: what is sealed. */
export function writeKey(key: KeyObject): string {
  return key.export({ type: "pkcs8", format: "pem" }) as string;
}
