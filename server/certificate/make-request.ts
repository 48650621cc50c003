import { type KeyPairKeyObjectResult, generateKeyPairSync, type KeyObject, webcrypto } from "node:crypto";
import { isIP } from "node:net";
import { domainToASCII } from "node:url";
import { Pkcs10CertificateRequestGenerator, SubjectAlternativeNameExtension } from "@peculiar/x509";
import { keyTypeOf } from "./key-type.ts";
import { writeKey } from "./read-key.ts";
import type { NewKeyType } from "./schema.ts";

export interface MadeRequest {
  /** PKCS #10, PEM. */
  readonly requestPem: string;
  readonly requestDer: Buffer;
  /** PKCS #8, PEM. */
  readonly keyPem: string;
  /** As people call it. */
  readonly keyType: string;
}

const ecdsa = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" } as const;
const rsa = { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" } as const;

/** A new key and a request for it (RFC 2986) that names all hosts in its subject alternative name, and the first as common name. */
export async function makeRequest(names: readonly string[], keyType: NewKeyType): Promise<MadeRequest> {
  const { privateKey, publicKey } = newKeyPair(keyType);
  const algorithm = keyType === "ecdsa-p256" ? ecdsa : rsa;
  const { subtle } = webcrypto;
  const keys = {
    privateKey: await subtle.importKey("pkcs8", der(privateKey, "pkcs8"), algorithm, true, ["sign"]),
    publicKey: await subtle.importKey("spki", der(publicKey, "spki"), algorithm, true, ["verify"]),
  } as CryptoKeyPair;
  const request = await Pkcs10CertificateRequestGenerator.create(
    {
      // The common name holds 64 characters (RFC 5280, appendix A.1) and says nothing that the names do not.
      name: (names[0]?.length ?? 99) <= 64 ? [{ CN: [ascii(names[0] ?? "")] }] : [],
      keys,
      signingAlgorithm: algorithm,
      extensions: [new SubjectAlternativeNameExtension(names.map(alternativeName))],
    },
    webcrypto as Crypto,
  );
  return {
    requestPem: `${request.toString("pem").replace(/NEW CERTIFICATE REQUEST/g, "CERTIFICATE REQUEST")}\n`,
    requestDer: Buffer.from(request.rawData),
    keyPem: writeKey(privateKey),
    keyType: keyTypeOf(privateKey).name,
  };
}

function newKeyPair(keyType: NewKeyType): KeyPairKeyObjectResult {
  if (keyType === "ecdsa-p256") return generateKeyPairSync("ec", { namedCurve: "prime256v1" });
  return generateKeyPairSync("rsa", { modulusLength: keyType === "rsa-2048" ? 2_048 : 3_072 });
}

function der(key: KeyObject, type: "pkcs8" | "spki"): Buffer {
  return key.export({ type, format: "der" } as never) as unknown as Buffer;
}

function ascii(name: string): string {
  if (isIP(name) !== 0) return name;
  return name.startsWith("*.") ? `*.${domainToASCII(name.slice(2)) || name.slice(2)}` : domainToASCII(name) || name;
}

function alternativeName(name: string) {
  return isIP(name) === 0 ? ({ type: "dns", value: ascii(name) } as const) : ({ type: "ip", value: name } as const);
}
