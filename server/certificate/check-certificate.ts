import type { KeyObject, X509Certificate } from "node:crypto";
import { DomainError } from "../errors.ts";
import { chainOf, isSelfSigned } from "./chain.ts";
import { type CertificateFacts, factsOf, namesOf, personOf } from "./facts.ts";
import { keyTypeOf } from "./key-type.ts";
import type { Material } from "./material.ts";
import { writeKey } from "./read-key.ts";
import { signatureHash } from "./signature-hash.ts";

/** A chain and its key that a TLS client can be shown. */
export interface CheckedCertificate extends CertificateFacts {
  /** Leaf first, as TLS sends it. */
  readonly chainPem: string;
  /** PKCS #8. */
  readonly keyPem: string;
  /** What was mended, or what its owner should know; a sentence each. */
  readonly notes: readonly string[];
}

export interface CheckOptions {
  readonly now: Date;
  /** The authority was chosen by an administrator: that it is in nobody's list is no mistake. */
  readonly isAuthorityChosen?: boolean;
}

const serverAuthentication = "1.3.6.1.5.5.7.3.1";
const anyPurpose = "2.5.29.37.0";

/**
 * Finds the certificate that belongs to the key, puts the chain in order and asks what a mail program would ask. Refuses with
 * `invalid`, at `chain` or `secretKey`, with what is wrong and what to do.
 */
export function checkCertificate({ certificates, keys }: Material, options: CheckOptions): CheckedCertificate {
  const { leaf, key } = pairOf(certificates, keys);
  const facts = factsOf(leaf);
  assertForServers(leaf, facts);
  const chain = chainOf(leaf, certificates);
  const notes: string[] = [];
  for (const certificate of chain.certificates) assertStrong(certificate, options.now);
  if (chain.unfinished !== null && !options.isAuthorityChosen) throw missingIssuer(chain.unfinished, leaf);
  if (certificates[0] !== leaf) notes.push("The certificates were not in order; they are now, the server's own first.");
  else if (isOutOfOrder(chain.certificates, certificates)) notes.push("The chain was not in order; it is now.");
  const strangers = chain.strangers.map(({ subject }) => personOf(subject));
  if (strangers.length > 0) notes.push(`Left out, because it is no part of the chain: ${strangers.join(", ")}.`);
  if (isSelfSigned(leaf)) {
    notes.push("It signed itself, so mail programs ask whether to trust it.");
    if (leaf.ca)
      notes.push("It calls itself an authority. Some mail programs, Apple's among them, refuse that of a server.");
  }
  return {
    ...facts,
    chainPem: chain.certificates
      .map((each) => each.toString().trimEnd())
      .join("\n")
      .concat("\n"),
    keyPem: writeKey(key),
    notes,
  };
}

function pairOf(certificates: readonly X509Certificate[], keys: readonly KeyObject[]) {
  for (const key of keys) {
    const { weakness } = keyTypeOf(key);
    const leaf = certificates.find((each) => each.checkPrivateKey(key));
    if (leaf === undefined) continue;
    if (weakness !== null) throw new DomainError("invalid", weakness, "secretKey");
    return { leaf, key };
  }
  if (keys.length === 0) {
    throw new DomainError(
      "invalid",
      "The private key is missing. It is the file that was made with the request, and begins with -----BEGIN PRIVATE KEY-----.",
      "secretKey",
    );
  }
  const leaves = certificates.filter(({ ca }) => !ca);
  if (leaves.length === 0) {
    const who = certificates.map(({ subject }) => personOf(subject)).join(", ");
    throw new DomainError(
      "invalid",
      `These are certificates of authorities (${who}). The server's own, which names its host, is missing.`,
      "chain",
    );
  }
  const [leaf] = leaves as [X509Certificate];
  const names = namesOf(leaf).slice(0, 3).join(", ") || personOf(leaf.subject);
  const [wanted, given] = [keyTypeOf(leaf.publicKey).name, keyTypeOf(keys[0] as KeyObject).name];
  const kinds = wanted === given ? "" : ` The certificate wants a key ${wanted}, this one is ${given}.`;
  throw new DomainError(
    "invalid",
    `This key does not belong to the certificate for ${names}.${kinds} Each renewal may have a key of its own: take the one made with this certificate's request.`,
    "secretKey",
  );
}

function assertForServers(leaf: X509Certificate, { names }: CertificateFacts): void {
  if (leaf.ca && !isSelfSigned(leaf)) {
    throw new DomainError(
      "invalid",
      `The key belongs to ${personOf(leaf.subject)}, which is an authority. A server needs a certificate of its own.`,
      "chain",
    );
  }
  if (names.length === 0) {
    throw new DomainError(
      "invalid",
      "The certificate has no subject alternative name. Mail programs ignore the common name, so it would fit nowhere: have it issued with the host name as a DNS name.",
      "chain",
    );
  }
  // Absent: for everything (RFC 5280 §4.2.1.12).
  const purposes = leaf.keyUsage ?? [];
  if (purposes.length > 0 && !purposes.includes(serverAuthentication) && !purposes.includes(anyPurpose)) {
    throw new DomainError(
      "invalid",
      "The certificate is not for servers: it was issued for people or for signing.",
      "chain",
    );
  }
}

function assertStrong(certificate: X509Certificate, now: Date): void {
  const who = certificate.ca ? `The certificate of ${personOf(certificate.subject)}` : "The certificate";
  const [from, to] = [new Date(certificate.validFrom), new Date(certificate.validTo)];
  if (to <= now) {
    throw new DomainError("invalid", `${who} expired on ${dayOf(to)}. Have it renewed, and take the new one.`, "chain");
  }
  if (from > now) {
    throw new DomainError(
      "invalid",
      `${who} is not valid before ${dayOf(from)}. If that is past where you are, the clock of this server is wrong (it says ${dayOf(now)}).`,
      "chain",
    );
  }
  const { weakness } = keyTypeOf(certificate.publicKey);
  if (weakness !== null) throw new DomainError("invalid", `${who}: ${weakness}`, "chain");
  const hash = signatureHash(certificate);
  if (hash === "SHA-1" || hash.startsWith("MD")) {
    throw new DomainError("invalid", `${who} is signed with ${hash}, which mail programs no longer accept.`, "chain");
  }
}

function missingIssuer(top: X509Certificate, leaf: X509Certificate): DomainError {
  const issuer = personOf(top.issuer);
  const what = top === leaf ? "the certificate" : personOf(top.subject);
  return new DomainError(
    "invalid",
    `The certificate of ${issuer}, which signed ${what}, is missing: most mail programs would refuse. Authorities give it as “chain”, “intermediate” or “fullchain”. Is ${issuer} your own authority? Then paste its root certificate as well.`,
    "chain",
  );
}

function isOutOfOrder(chain: readonly X509Certificate[], given: readonly X509Certificate[]): boolean {
  const places = chain.map((each) => given.indexOf(each));
  return places.some((place, index) => index > 0 && place < (places[index - 1] ?? 0));
}

/** "3 May 2026, 14:00 UTC". */
function dayOf(at: Date): string {
  const day = at.toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });
  return `${day}, ${at.toISOString().slice(11, 16)} UTC`;
}
