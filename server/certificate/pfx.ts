import { createDecipheriv, createPrivateKey, type KeyObject, pbkdf2Sync, X509Certificate } from "node:crypto";
import { createSecureContext } from "node:tls";
import { DomainError } from "../errors.ts";
import { type DerElement, derElement, derElements, derOid } from "./der.ts";
import type { Material } from "./material.ts";

const oids = {
  data: "1.2.840.113549.1.7.1",
  encryptedData: "1.2.840.113549.1.7.6",
  keyBag: "1.2.840.113549.1.12.10.1.1",
  shroudedKeyBag: "1.2.840.113549.1.12.10.1.2",
  certificateBag: "1.2.840.113549.1.12.10.1.3",
  pbes2: "1.2.840.113549.1.5.13",
} as const;

const ciphers: Readonly<Record<string, string>> = {
  "2.16.840.1.101.3.4.1.2": "aes-128-cbc",
  "2.16.840.1.101.3.4.1.22": "aes-192-cbc",
  "2.16.840.1.101.3.4.1.42": "aes-256-cbc",
  "1.2.840.113549.3.7": "des-ede3-cbc",
};

const digests: Readonly<Record<string, string>> = {
  "1.2.840.113549.2.7": "sha1",
  "1.2.840.113549.2.9": "sha256",
  "1.2.840.113549.2.10": "sha384",
  "1.2.840.113549.2.11": "sha512",
};

/** A hostile file must not keep the processor busy for minutes. */
const mostIterations = 10_000_000;

/**
 * What a PKCS #12 file (RFC 7292) holds; null where it is none. OpenSSL checks it and its passphrase first. Refuses with `invalid`, at
 * `keyPassword` a wrong passphrase. Encryption that OpenSSL 3 has given up (RC2, of Windows before 2019) is refused with what to do.
 */
export function readPfx(octets: Buffer, passphrase: string): Material | null {
  if (!looksLikePfx(octets)) return null;
  try {
    createSecureContext({ pfx: octets, passphrase });
  } catch (cause) {
    if (/mac verify/i.test(String(cause))) {
      const text =
        passphrase === ""
          ? "The file is protected by a passphrase. Type it here."
          : "This is not the passphrase of the file.";
      throw new DomainError("invalid", text, "keyPassword", { cause });
    }
    if (/unsupported/i.test(String(cause))) throw outdated(cause);
    // Such as two keys in it: looked at below.
  }
  const certificates: X509Certificate[] = [];
  const keys: KeyObject[] = [];
  try {
    for (const bag of bagsOf(octets, passphrase)) {
      if (bag.kind === oids.certificateBag) certificates.push(certificateIn(bag.value));
      if (bag.kind === oids.keyBag) keys.push(createPrivateKey({ key: bag.value.whole, format: "der", type: "pkcs8" }));
      if (bag.kind === oids.shroudedKeyBag) {
        keys.push(createPrivateKey({ key: bag.value.whole, format: "der", type: "pkcs8", passphrase }));
      }
    }
  } catch (cause) {
    if (cause instanceof DomainError) throw cause;
    throw new DomainError("invalid", "The PKCS #12 file cannot be read: it is damaged, or cut off.", "chain", {
      cause,
    });
  }
  return { certificates, keys };
}

/** A sequence that begins with version 3. */
function looksLikePfx(octets: Buffer): boolean {
  try {
    const [version] = derElements(derElement(octets).content);
    return version?.tag === 0x02 && version.content.equals(Buffer.from([3]));
  } catch {
    return false;
  }
}

interface Bag {
  readonly kind: string;
  readonly value: DerElement;
}

function bagsOf(octets: Buffer, passphrase: string): Bag[] {
  const [, authSafe] = derElements(derElement(octets).content);
  const safes = derElements(derElement(octetsIn(contentInfo(authSafe).content)).content);
  return safes.flatMap((safe) => {
    const { type, content } = contentInfo(safe);
    const contents = type === oids.encryptedData ? decrypt(content, passphrase) : octetsIn(content);
    return derElements(derElement(contents).content).map((bag) => {
      const [kind, value] = derElements(bag.content);
      return { kind: derOid(kind?.content ?? Buffer.alloc(0)), value: derElement(value?.content ?? Buffer.alloc(0)) };
    });
  });
}

/** ContentInfo (RFC 5652 §3). */
function contentInfo(element: DerElement | undefined): { type: string; content: DerElement } {
  const [type, content] = derElements(element?.content ?? Buffer.alloc(0));
  return { type: derOid(type?.content ?? Buffer.alloc(0)), content: derElement(content?.content ?? Buffer.alloc(0)) };
}

/** An OCTET STRING, in one piece or in several. */
function octetsIn({ tag, content }: DerElement): Buffer {
  const isConstructed = (tag & 0x20) !== 0;
  return isConstructed ? Buffer.concat(derElements(content).map((piece) => piece.content)) : content;
}

/** CertBag: the kind, and [0] around an OCTET STRING around X.509. */
function certificateIn(bag: DerElement): X509Certificate {
  const [, explicit] = derElements(bag.content);
  return new X509Certificate(octetsIn(derElement(explicit?.content ?? Buffer.alloc(0))));
}

/** EncryptedData (RFC 5652 §8) under PBES2 (RFC 8018 §6.2). */
function decrypt(encryptedData: DerElement, passphrase: string): Buffer {
  const [, info] = derElements(encryptedData.content);
  const [, algorithm, encrypted] = derElements(info?.content ?? Buffer.alloc(0));
  const [scheme, parameters] = derElements(algorithm?.content ?? Buffer.alloc(0));
  if (derOid(scheme?.content ?? Buffer.alloc(0)) !== oids.pbes2) throw outdated(null);
  const [derivation, encryption] = derElements(parameters?.content ?? Buffer.alloc(0));
  const [, derivationParameters] = derElements(derivation?.content ?? Buffer.alloc(0));
  const [salt, iterations, ...others] = derElements(derivationParameters?.content ?? Buffer.alloc(0));
  const digest = others.find(({ tag }) => tag === 0x30);
  const [digestOid] = digest ? derElements(digest.content) : [];
  const hash = digestOid ? digests[derOid(digestOid.content)] : "sha1";
  const [cipherOid, iv] = derElements(encryption?.content ?? Buffer.alloc(0));
  const cipher = ciphers[derOid(cipherOid?.content ?? Buffer.alloc(0))];
  const count = iterations ? Number(`0x${iterations.content.toString("hex")}`) : 0;
  if (hash === undefined || cipher === undefined || !salt || !iv || !encrypted || count > mostIterations)
    throw outdated(null);
  const keyOctets = cipher.startsWith("aes-") ? Number(cipher.slice(4, 7)) / 8 : 24;
  const key = pbkdf2Sync(passphrase, salt.content, count, keyOctets, hash);
  const decipher = createDecipheriv(cipher, key, iv.content);
  return Buffer.concat([decipher.update(octetsIn(encrypted)), decipher.final()]);
}

function outdated(cause: unknown): DomainError {
  return new DomainError(
    "invalid",
    "The PKCS #12 file is encrypted in an old way that is no longer supported. Export it again with AES-256, or turn it into PEM: openssl pkcs12 -legacy -nodes -in FILE.",
    "chain",
    { cause },
  );
}
