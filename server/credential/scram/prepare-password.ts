const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/**
 * A password as SCRAM takes it (RFC 5802 §2.2, SASLprep of RFC 4013), in UTF-8. Null for one that SASLprep forbids: it signs
 * in by the other mechanisms alone, which take octets as they are.
 */
export async function preparePassword(password: Uint8Array): Promise<Uint8Array | null> {
  if (password.every((octet) => octet >= 0x20 && octet < 0x7f)) return password;
  // Its tables are five megabytes that most installations never need.
  const { default: saslprep } = await import("@mongodb-js/saslprep");
  try {
    const prepared = saslprep(utf8.decode(password), { allowUnassigned: true });
    return prepared === "" ? null : new TextEncoder().encode(prepared);
  } catch {
    return null;
  }
}
