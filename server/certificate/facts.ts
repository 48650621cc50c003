import type { X509Certificate } from "node:crypto";
import { SocketAddress } from "node:net";
import { domainToUnicode } from "node:url";
import { keyTypeOf } from "./key-type.ts";

/** What a certificate says of itself, in the words of the table. */
export interface CertificateFacts {
  /** Host names (as people write them, U-labels), wildcards and IP addresses it is made for. */
  readonly names: readonly string[];
  /** Who signed it: "Let's Encrypt R11". */
  readonly issuer: string;
  /** "RSA 2048", "ECDSA P-256". */
  readonly keyType: string;
  /** SHA-256, upper-case hex with colons. */
  readonly fingerprint: string;
  readonly notBeforeAt: Date;
  readonly notAfterAt: Date;
}

export function factsOf(certificate: X509Certificate): CertificateFacts {
  return {
    names: namesOf(certificate),
    issuer: personOf(certificate.issuer),
    keyType: keyTypeOf(certificate.publicKey).name,
    fingerprint: certificate.fingerprint256,
    notBeforeAt: new Date(certificate.validFrom),
    notAfterAt: new Date(certificate.validTo),
  };
}

/** Of the subject alternative names alone: mail programs have not looked at the common name for years (RFC 9525 §2). */
export function namesOf({ subjectAltName = "" }: X509Certificate): string[] {
  const found = [...subjectAltName.matchAll(/(?:^|, )(DNS|IP Address):"?([^,\s"]+)/g)];
  const names = found.map(([, kind, value = ""]) => (kind === "DNS" ? hostName(value) : shortest(value)));
  return [...new Set(names)];
}

/** A distinguished name as people would say it. */
export function personOf(distinguishedName: string): string {
  const parts = new Map<string, string>();
  for (const line of (distinguishedName ?? "").split("\n")) {
    const [kind = "", ...value] = line.split("=");
    if (!parts.has(kind)) parts.set(kind, value.join("="));
  }
  const [organisation, common] = [parts.get("O"), parts.get("CN")];
  if (organisation && common && !common.includes(organisation)) return `${organisation} ${common}`;
  return common ?? organisation ?? parts.get("OU") ?? "somebody without a name";
}

function hostName(ascii: string): string {
  const [wildcard, rest] = ascii.startsWith("*.") ? ["*.", ascii.slice(2)] : ["", ascii];
  return wildcard + (domainToUnicode(rest) || rest).toLowerCase();
}

function shortest(address: string): string {
  try {
    return new SocketAddress({ address, family: address.includes(":") ? "ipv6" : "ipv4" }).address;
  } catch {
    return address;
  }
}
