import { createPrivateKey, type KeyObject, X509Certificate } from "node:crypto";
import { DomainError } from "../errors.ts";
import { isCertificateLabel, isKeyLabel, type PemBlock, pemBlocks } from "./pem.ts";
import { readPfx } from "./pfx.ts";
import { readKey } from "./read-key.ts";

/** What was pasted or uploaded, before any question of whether it makes sense. */
export interface Material {
  readonly certificates: readonly X509Certificate[];
  readonly keys: readonly KeyObject[];
}

export interface GivenMaterial {
  /** PEM text, or the octets of a file: PEM, DER or PKCS #12. */
  readonly chain: string | Uint8Array;
  /** The same for the key; empty where it stands in the other, or is sealed here already. */
  readonly secretKey: string | Uint8Array;
  readonly keyPassword: string;
}

const mostCertificates = 20;

/** Refuses with `invalid` at `chain`, `secretKey` or `keyPassword`. A key may stand with the certificates, and they with it. */
export function readMaterial({ chain, secretKey, keyPassword }: GivenMaterial): Material {
  const fromChain = readOne(chain, "chain", keyPassword);
  const fromKey = readOne(secretKey, "secretKey", keyPassword);
  const all = [...fromChain.certificates, ...fromKey.certificates];
  const certificates = [...new Map(all.map((each) => [each.fingerprint256, each])).values()];
  if (certificates.length === 0) {
    throw new DomainError(
      "invalid",
      "There is no certificate in it. It begins with the line -----BEGIN CERTIFICATE-----.",
      "chain",
    );
  }
  if (certificates.length > mostCertificates) {
    throw new DomainError(
      "invalid",
      `${certificates.length} certificates are too many: a chain has two to four. This looks like a list of all authorities.`,
      "chain",
    );
  }
  return { certificates, keys: [...fromKey.keys, ...fromChain.keys] };
}

function readOne(given: string | Uint8Array, field: "chain" | "secretKey", passphrase: string): Material {
  const text = typeof given === "string" ? given : Buffer.from(given).toString("latin1");
  if (text.trim() === "") return { certificates: [], keys: [] };
  const blocks = pemBlocks(text);
  if (blocks.length > 0) return readBlocks(blocks, field, passphrase);
  if (typeof given !== "string") return readBinary(Buffer.from(given), field, passphrase);
  const isCut = text.includes("-----BEGIN");
  throw new DomainError(
    "invalid",
    isCut
      ? "The end is missing: copy up to and with the line that begins with -----END."
      : `This is not PEM. ${field === "chain" ? "A certificate" : "A key"} begins with a line like -----BEGIN ${field === "chain" ? "CERTIFICATE" : "PRIVATE KEY"}-----.`,
    field,
  );
}

function readBlocks(blocks: readonly PemBlock[], field: "chain" | "secretKey", passphrase: string): Material {
  const certificates: X509Certificate[] = [];
  const keys: KeyObject[] = [];
  for (const { label, text } of blocks) {
    if (isCertificateLabel(label)) certificates.push(readCertificate(text, field, certificates.length + 1));
    else if (isKeyLabel(label)) keys.push(readKey(text, passphrase));
    else if (label.endsWith("CERTIFICATE REQUEST")) {
      throw new DomainError(
        "invalid",
        "This is the request that was sent to the authority, not the certificate it answered with.",
        field,
      );
    } else if (label === "PUBLIC KEY" || label === "RSA PUBLIC KEY") {
      throw new DomainError("invalid", "This is a public key; what is needed is the private one.", field);
    } else if (label === "PKCS7") {
      throw new DomainError(
        "invalid",
        "This is a PKCS #7 bundle. Take it apart first: openssl pkcs7 -print_certs -in FILE.",
        field,
      );
    }
    // EC PARAMETERS and the like stand beside keys and say nothing that the keys do not.
  }
  return { certificates, keys };
}

function readCertificate(text: string, field: string, number: number): X509Certificate {
  try {
    const label = /BEGIN ([A-Z0-9 ]+)-----/.exec(text)?.[1] ?? "";
    return new X509Certificate(text.replaceAll(`${label}-----`, "CERTIFICATE-----"));
  } catch (cause) {
    const which = number === 1 ? "The certificate" : `Certificate ${number} of those given`;
    throw new DomainError("invalid", `${which} cannot be read: it is damaged, or cut off.`, field, { cause });
  }
}

/** A file in DER: a certificate, a key, or both in PKCS #12. */
function readBinary(octets: Buffer, field: "chain" | "secretKey", passphrase: string): Material {
  try {
    return { certificates: [new X509Certificate(octets)], keys: [] };
  } catch {
    // No certificate; perhaps a key.
  }
  for (const type of ["pkcs8", "pkcs1", "sec1"] as const) {
    try {
      return { certificates: [], keys: [createPrivateKey({ key: octets, format: "der", type, passphrase })] };
    } catch {
      // Nor this kind of key.
    }
  }
  const pfx = readPfx(octets, passphrase);
  if (pfx !== null) return pfx;
  throw new DomainError(
    "invalid",
    "The file is neither PEM, nor a certificate or key in DER, nor a PKCS #12 file (.p12, .pfx).",
    field,
  );
}
