import { randomBytes, webcrypto } from "node:crypto";
import { isIP } from "node:net";
import { domainToASCII } from "node:url";
import {
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509CertificateGenerator,
} from "@peculiar/x509";

const validDays = 825;
const dayMs = 24 * 60 * 60 * 1000;
/** A client whose clock is a little behind accepts it too. */
const graceMs = 60 * 60 * 1000;
const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" } as const;

export interface SelfSigned {
  readonly certificatePem: string;
  /** PKCS #8. */
  readonly keyPem: string;
  /** SHA-256, upper-case hex with colons. */
  readonly fingerprint: string;
  readonly notBeforeAt: Date;
  readonly notAfterAt: Date;
}

/** ECDSA P-256, for servers, 825 days: beyond that Apple's systems refuse it even where it is trusted by hand. */
export async function makeSelfSigned(names: readonly string[], now: Date): Promise<SelfSigned> {
  const keys = (await webcrypto.subtle.generateKey(algorithm, true, ["sign", "verify"])) as CryptoKeyPair;
  const notBefore = new Date(now.getTime() - graceMs);
  const notAfter = new Date(now.getTime() + validDays * dayMs);
  const certificate = await X509CertificateGenerator.createSelfSigned(
    {
      // Positive and without a leading zero octet (RFC 5280 §4.1.2.2).
      serialNumber: `4${randomBytes(16).toString("hex").slice(1)}`,
      name: [{ CN: [names[0]?.slice(0, 64) ?? "Popdesk"] }],
      notBefore,
      notAfter,
      signingAlgorithm: algorithm,
      keys,
      extensions: [
        new BasicConstraintsExtension(false, undefined, true),
        new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
        new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth]),
        new SubjectAlternativeNameExtension(names.map(alternativeName)),
        await SubjectKeyIdentifierExtension.create(keys.publicKey, false, webcrypto as Crypto),
      ],
    },
    webcrypto as Crypto,
  );
  const key = Buffer.from(await webcrypto.subtle.exportKey("pkcs8", keys.privateKey)).toString("base64");
  const digest = Buffer.from(await certificate.getThumbprint("SHA-256", webcrypto as Crypto));
  return {
    certificatePem: `${certificate.toString("pem")}\n`,
    keyPem: `-----BEGIN PRIVATE KEY-----\n${key.replace(/.{64}(?=.)/g, "$&\n")}\n-----END PRIVATE KEY-----\n`,
    fingerprint: (digest.toString("hex").toUpperCase().match(/../g) ?? []).join(":"),
    notBeforeAt: certificate.notBefore,
    notAfterAt: certificate.notAfter,
  };
}

function alternativeName(name: string) {
  return isIP(name) === 0
    ? ({ type: "dns", value: domainToASCII(name) || name } as const)
    : ({ type: "ip", value: name } as const);
}
