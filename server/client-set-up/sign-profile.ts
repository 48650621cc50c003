import { createHash, createPrivateKey, type KeyObject, sign, X509Certificate } from "node:crypto";
import {
  Attribute,
  CertificateChoices,
  CertificateSet,
  ContentInfo,
  DigestAlgorithmIdentifiers,
  EncapsulatedContent,
  EncapsulatedContentInfo,
  IssuerAndSerialNumber,
  id_data,
  id_signedData,
  SignedData,
  SignerIdentifier,
  SignerInfo,
  SignerInfos,
} from "@peculiar/asn1-cms";
import { AsnConvert, OctetString } from "@peculiar/asn1-schema";
import { AlgorithmIdentifier, Certificate } from "@peculiar/asn1-x509";

const oids = {
  contentType: "1.2.840.113549.1.9.3",
  messageDigest: "1.2.840.113549.1.9.4",
  signingTime: "1.2.840.113549.1.9.5",
  sha256: "2.16.840.1.101.3.4.2.1",
};
const signatureOids: Readonly<Record<string, string>> = {
  rsa: "1.2.840.113549.1.1.11",
  ec: "1.2.840.10045.4.3.2",
};
const derNull = Uint8Array.of(0x05, 0x00).buffer;

export interface SigningPair {
  /** Leaf first, PEM. */
  readonly chainPem: string;
  readonly keyPem: string;
}

/**
 * A profile signed as Apple wants it: CMS SignedData (RFC 5652 §5) with the text inside and the whole chain, DER, SHA-256. Null where
 * the key is of a kind that Apple does not take (neither RSA nor ECDSA).
 */
export function signProfile(profile: string, { chainPem, keyPem }: SigningPair, at: Date): Buffer | null {
  const key = createPrivateKey(keyPem);
  const signatureOid = signatureOids[key.asymmetricKeyType ?? ""];
  const chain = certificatesIn(chainPem);
  const [leaf] = chain;
  if (signatureOid === undefined || leaf === undefined) return null;
  const content = Buffer.from(profile, "utf8");
  const sha256 = new AlgorithmIdentifier({ algorithm: oids.sha256 });
  const signer = new SignerInfo({
    version: 1,
    sid: new SignerIdentifier({
      issuerAndSerialNumber: new IssuerAndSerialNumber({
        issuer: leaf.tbsCertificate.issuer,
        serialNumber: leaf.tbsCertificate.serialNumber,
      }),
    }),
    digestAlgorithm: sha256,
    signedAttrs: attributesOf(content, at),
    signatureAlgorithm: new AlgorithmIdentifier({
      algorithm: signatureOid,
      ...(key.asymmetricKeyType === "rsa" && { parameters: derNull }),
    }),
  });
  signer.signature = new OctetString(signatureOver(signer.signedAttrs ?? [], key));
  const signed = new SignedData({
    version: 1,
    digestAlgorithms: new DigestAlgorithmIdentifiers([sha256]),
    encapContentInfo: new EncapsulatedContentInfo({
      eContentType: id_data,
      eContent: new EncapsulatedContent({ single: new OctetString(content) }),
    }),
    certificates: new CertificateSet(chain.map((certificate) => new CertificateChoices({ certificate }))),
    signerInfos: new SignerInfos([signer]),
  });
  const info = new ContentInfo({ contentType: id_signedData, content: AsnConvert.serialize(signed) });
  return Buffer.from(AsnConvert.serialize(info));
}

/** In DER a set is sorted by the octets of its members. */
function attributesOf(content: Uint8Array, at: Date): Attribute[] {
  const digest = createHash("sha256").update(content).digest();
  const attributes = [
    new Attribute({ attrType: oids.contentType, attrValues: [der(0x06, oidOctets(id_data))] }),
    new Attribute({ attrType: oids.signingTime, attrValues: [der(0x17, Buffer.from(utcTime(at)))] }),
    new Attribute({ attrType: oids.messageDigest, attrValues: [der(0x04, digest)] }),
  ];
  return attributes.sort((one, other) => Buffer.compare(encoded(one), encoded(other)));
}

/** Over the attributes as a SET, whatever tag they carry in the message (RFC 5652 §5.4). */
function signatureOver(attributes: readonly Attribute[], key: KeyObject): Buffer {
  return sign("sha256", Buffer.from(der(0x31, Buffer.concat(attributes.map(encoded)))), key);
}

function certificatesIn(chainPem: string): Certificate[] {
  const pems = chainPem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  return pems.map((pem) => AsnConvert.parse(new X509Certificate(pem).raw, Certificate));
}

function encoded(attribute: Attribute): Buffer {
  return Buffer.from(AsnConvert.serialize(attribute));
}

/** One element; nothing here is longer than 65,535 octets. */
function der(tag: number, content: Uint8Array): ArrayBuffer {
  const { length } = content;
  const head =
    length < 128 ? [tag, length] : length < 256 ? [tag, 0x81, length] : [tag, 0x82, length >> 8, length & 0xff];
  return Uint8Array.from([...head, ...content]).buffer;
}

function oidOctets(oid: string): Buffer {
  const [first = 0, second = 0, ...rest] = oid.split(".").map(Number);
  const groups = [first * 40 + second, ...rest].map((number) => {
    const octets = [number & 0x7f];
    for (let left = number >>> 7; left > 0; left >>>= 7) octets.unshift((left & 0x7f) | 0x80);
    return octets;
  });
  return Buffer.from(groups.flat());
}

/** YYMMDDHHMMSSZ, good until 2049. */
function utcTime(at: Date): string {
  return `${at.toISOString().replace(/\D/g, "").slice(2, 14)}Z`;
}
