import type { X509Certificate } from "node:crypto";
import { X509Certificate as ParsedCertificate } from "@peculiar/x509";

/** "SHA-256", "SHA-1"; empty where the algorithm names none (Ed25519). Node's own class does not tell it. */
export function signatureHash({ raw }: X509Certificate): string {
  const { hash } = new ParsedCertificate(raw).signatureAlgorithm as { hash?: { name: string } };
  return hash?.name ?? "";
}
