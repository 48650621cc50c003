import { X509Certificate } from "node:crypto";
import { readFile } from "node:fs/promises";
import { createSecureContext, type SecureContext } from "node:tls";
import { isCertificateLabel, pemBlocks } from "../../certificate/pem.ts";
import { DomainError } from "../../errors.ts";

/** Where systems keep what they trust: Debian and its kin, Red Hat and its, Alpine and the BSDs. */
const systemBundles = [
  "/etc/ssl/certs/ca-certificates.crt",
  "/etc/pki/tls/certs/ca-bundle.crt",
  "/etc/ssl/cert.pem",
] as const;

/** The authorities in `caPem` alone, or where that is empty those this machine trusts, an organisation's own among them. TLS 1.2 and later. */
export async function trustOf(caPem: string): Promise<SecureContext> {
  return createSecureContext({
    ca: caPem === "" ? await systemBundle() : certificatesIn(caPem),
    minVersion: "TLSv1.2",
  });
}

/** Refuses with `invalid` what holds no certificate, or one that cannot be read, as it is saved. */
export function assertTrust(caPem: string): void {
  if (caPem === "") return;
  try {
    const certificates = certificatesIn(caPem);
    if (certificates.length === 0) throw new Error("there is none");
    for (const certificate of certificates) new X509Certificate(certificate);
  } catch (cause) {
    throw new DomainError(
      "invalid",
      'This cannot be read as certificates. Paste each whole, from "-----BEGIN CERTIFICATE-----" to "-----END CERTIFICATE-----".',
      "caPem",
      { cause },
    );
  }
}

function certificatesIn(pem: string): string[] {
  return pemBlocks(pem).flatMap(({ label, text }) => (isCertificateLabel(label) ? [text] : []));
}

/** Undefined where there is none: then Mozilla's list, which Node brings. */
async function systemBundle(): Promise<string | undefined> {
  for (const path of systemBundles) {
    try {
      return await readFile(/* turbopackIgnore: true */ path, "utf8");
    } catch (error) {
      if (!["ENOENT", "EACCES", "ENOTDIR"].includes((error as NodeJS.ErrnoException).code ?? "")) throw error;
    }
  }
  return undefined;
}
