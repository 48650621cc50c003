import { readFile } from "node:fs/promises";
import { createSecureContext, type SecureContext } from "node:tls";
import { DomainError } from "../../errors.ts";

/** Where systems keep what they trust: Debian and its kin, Red Hat and its, Alpine and the BSDs. */
const systemBundles = [
  "/etc/ssl/certs/ca-certificates.crt",
  "/etc/pki/tls/certs/ca-bundle.crt",
  "/etc/ssl/cert.pem",
] as const;

/** The authorities in `caPem` alone, or where that is empty those this machine trusts, an organisation's own among them. TLS 1.2 and later. */
export async function trustOf(caPem: string): Promise<SecureContext> {
  return createSecureContext({ ca: caPem === "" ? await systemBundle() : caPem, minVersion: "TLSv1.2" });
}

/** Refuses with `invalid` what OpenSSL cannot read, as it is saved. */
export function assertTrust(caPem: string): void {
  if (caPem === "") return;
  try {
    createSecureContext({ ca: caPem });
  } catch (cause) {
    throw new DomainError(
      "invalid",
      'This cannot be read as certificates. Paste each whole, from "-----BEGIN CERTIFICATE-----" to "-----END CERTIFICATE-----".',
      "caPem",
      { cause },
    );
  }
}

/** Undefined where there is none: then Mozilla's list, which Node brings. */
async function systemBundle(): Promise<string | undefined> {
  for (const path of systemBundles) {
    try {
      return await readFile(path, "utf8");
    } catch (error) {
      if (!["ENOENT", "EACCES", "ENOTDIR"].includes((error as NodeJS.ErrnoException).code ?? "")) throw error;
    }
  }
  return undefined;
}
