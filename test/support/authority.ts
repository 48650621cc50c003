import { generateKeyPairSync, type KeyObject, randomBytes, webcrypto } from "node:crypto";
import {
  BasicConstraintsExtension,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509CertificateGenerator,
} from "@peculiar/x509";

const { subtle } = webcrypto;
const crypto = webcrypto as Crypto;
const dayMs = 86_400_000;
const serverAuthentication = "1.3.6.1.5.5.7.3.1";

type KeyKind = "P-256" | "P-384" | 1024 | 2048;

interface Keys {
  readonly privateKey: KeyObject;
  readonly pair: CryptoKeyPair;
}

export interface LeafOptions {
  readonly key?: KeyKind;
  /** Days from now. */
  readonly from?: number;
  readonly to?: number;
  readonly hash?: "SHA-1" | "SHA-256";
  readonly purpose?: string;
  readonly isAuthority?: boolean;
  /** An SPKI in DER, of a request; the private key stays where it is. */
  readonly publicKeyDer?: Uint8Array;
  readonly commonName?: string;
}

export interface Leaf {
  readonly certificatePem: string;
  /** Leaf and intermediate, as an authority's "fullchain". */
  readonly fullChainPem: string;
  readonly keyPem: string;
  readonly privateKey: KeyObject;
}

/** A certificate authority with a root and an intermediate, for tests; valid around the real now. */
export class Authority {
  private constructor(
    readonly rootPem: string,
    readonly intermediatePem: string,
    readonly intermediateName: string,
    private readonly issuer: Keys,
    private readonly rootKeys: Keys,
  ) {}

  static async create(name = "Test Authority"): Promise<Authority> {
    const [root, intermediate] = [await newKeys("P-256"), await newKeys("P-256")];
    const rootPem = await sign({
      subject: `O=${name}, CN=${name} Root`,
      issuer: `O=${name}, CN=${name} Root`,
      keys: root,
      by: root,
      isAuthority: true,
    });
    const intermediateName = `O=${name}, CN=${name} R1`;
    const intermediatePem = await sign({
      subject: intermediateName,
      issuer: `O=${name}, CN=${name} Root`,
      keys: intermediate,
      by: root,
      isAuthority: true,
    });
    return new Authority(rootPem, intermediatePem, intermediateName, intermediate, root);
  }

  async issue(names: readonly string[], options: LeafOptions = {}): Promise<Leaf> {
    const keys = await newKeys(options.key ?? "P-256");
    const certificatePem = await sign({
      subject: options.commonName === undefined ? `CN=${names[0] ?? "nobody"}` : `CN=${options.commonName}`,
      issuer: this.intermediateName,
      keys,
      by: this.issuer,
      names,
      ...options,
    });
    return {
      certificatePem,
      fullChainPem: certificatePem + this.intermediatePem,
      keyPem: keys.privateKey.export({ type: "pkcs8", format: "pem" }) as string,
      privateKey: keys.privateKey,
    };
  }

  /** An intermediate whose time is over, with the same name and key. */
  async expiredIntermediate(): Promise<string> {
    const issuer = this.intermediateName.replace(/ R1$/, " Root");
    return sign({
      subject: this.intermediateName,
      issuer,
      keys: this.issuer,
      by: this.rootKeys,
      isAuthority: true,
      from: -20,
      to: -10,
    });
  }
}

interface Signing extends LeafOptions {
  readonly subject: string;
  readonly issuer: string;
  readonly keys: Keys;
  readonly by: Keys;
  readonly names?: readonly string[];
}

async function sign(given: Signing): Promise<string> {
  const { subject, issuer, keys, by, names = [], from = -1, to = 90, hash = "SHA-256", purpose, isAuthority } = given;
  const publicKey =
    given.publicKeyDer === undefined
      ? keys.pair.publicKey
      : await subtle.importKey("spki", given.publicKeyDer, { name: "ECDSA", namedCurve: "P-256" }, true, ["verify"]);
  const certificate = await X509CertificateGenerator.create(
    {
      serialNumber: `4${randomBytes(15).toString("hex")}`,
      subject,
      issuer,
      notBefore: new Date(Date.now() + from * dayMs),
      notAfter: new Date(Date.now() + to * dayMs),
      publicKey,
      signingKey: by.pair.privateKey,
      signingAlgorithm: { ...by.pair.privateKey.algorithm, hash } as EcdsaParams,
      extensions: [
        new BasicConstraintsExtension(isAuthority ?? false, undefined, true),
        new KeyUsagesExtension(
          isAuthority ? KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign : KeyUsageFlags.digitalSignature,
          true,
        ),
        ...(isAuthority ? [] : [new ExtendedKeyUsageExtension([purpose ?? serverAuthentication])]),
        ...(names.length === 0
          ? []
          : [
              new SubjectAlternativeNameExtension(
                names.map((value) => ({ type: /^[\d.]+$|:/.test(value) ? "ip" : "dns", value }) as const),
              ),
            ]),
        await SubjectKeyIdentifierExtension.create(publicKey, false, crypto),
      ],
    },
    crypto,
  );
  return `${certificate.toString("pem")}\n`;
}

async function newKeys(kind: KeyKind): Promise<Keys> {
  const isCurve = typeof kind === "string";
  const { privateKey, publicKey } = isCurve
    ? generateKeyPairSync("ec", { namedCurve: kind })
    : generateKeyPairSync("rsa", { modulusLength: kind });
  const algorithm = isCurve ? { name: "ECDSA", namedCurve: kind } : { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" };
  const pkcs8 = privateKey.export({ type: "pkcs8", format: "der" });
  const spki = publicKey.export({ type: "spki", format: "der" });
  return {
    privateKey,
    pair: {
      privateKey: await subtle.importKey("pkcs8", pkcs8, algorithm, true, ["sign"]),
      publicKey: await subtle.importKey("spki", spki, algorithm, true, ["verify"]),
    },
  };
}
