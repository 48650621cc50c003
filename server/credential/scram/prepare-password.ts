import saslprep from "@mongodb-js/saslprep";

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/**
 * A password as SCRAM takes it (RFC 5802 §2.2, SASLprep of RFC 4013), in UTF-8. Null for one that SASLprep forbids: it signs
 * in by the other mechanisms alone, which take octets as they are.
 */
export function preparePassword(password: Uint8Array): Uint8Array | null {
  if (password.every((octet) => octet >= 0x20 && octet < 0x7f)) return password;
  try {
    const prepared = saslprep(utf8.decode(password), { allowUnassigned: true });
    return prepared === "" ? null : new TextEncoder().encode(prepared);
  } catch {
    return null;
  }
}
