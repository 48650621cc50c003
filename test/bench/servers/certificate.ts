import { spawnSync } from "node:child_process";

/** For both servers, so that neither signs more cheaply: RSA 2048, as most certificates in use are. */
export interface KeyPair {
  readonly certificatePem: string;
  readonly keyPem: string;
}

export function makeCertificate(): KeyPair {
  const args = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=localhost", "-days", "30"];
  const run = spawnSync("openssl", [...args, "-keyout", "-", "-out", "-"], { encoding: "utf8" });
  const pem = (label: string) =>
    new RegExp(`-----BEGIN ${label}-----[^-]+-----END ${label}-----\\n`).exec(run.stdout ?? "")?.[0];
  const [keyPem, certificatePem] = [pem("PRIVATE KEY"), pem("CERTIFICATE")];
  if (!keyPem || !certificatePem) throw new Error(`openssl made no certificate: ${run.stderr || run.error?.message}`);
  return { certificatePem, keyPem };
}
