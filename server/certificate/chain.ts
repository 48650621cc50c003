import { X509Certificate } from "node:crypto";
import { rootCertificates } from "node:tls";

export interface Chain {
  /** Leaf first, each signed by the next; roots are left out, which every client must have itself. */
  readonly certificates: readonly X509Certificate[];
  /** What was given and does not belong to it. */
  readonly strangers: readonly X509Certificate[];
  /** The last one whose issuer is neither given nor a root that everybody knows; null: the chain is whole. */
  readonly unfinished: X509Certificate | null;
}

/** By its signature: checkIssued() wants the right to sign others, which a server's own certificate does not have. */
export function isSelfSigned(certificate: X509Certificate): boolean {
  return certificate.issuer === certificate.subject && certificate.verify(certificate.publicKey);
}

/** Puts certificates in the order in which TLS sends them (RFC 8446 §4.4.2), from the leaf upwards. */
export function chainOf(leaf: X509Certificate, given: readonly X509Certificate[]): Chain {
  const rest = new Set(given.filter(({ fingerprint256 }) => fingerprint256 !== leaf.fingerprint256));
  const certificates = [leaf];
  for (let top = leaf; !isSelfSigned(top); ) {
    const issuer = [...rest].find((candidate) => signed(candidate, top));
    if (issuer === undefined) {
      return { certificates, strangers: [...rest], unfinished: isKnownRoot(top) ? null : top };
    }
    rest.delete(issuer);
    if (isSelfSigned(issuer)) break;
    certificates.push(issuer);
    top = issuer;
  }
  return { certificates, strangers: [...rest], unfinished: null };
}

function signed(issuer: X509Certificate, certificate: X509Certificate): boolean {
  return certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey);
}

let roots: X509Certificate[] | undefined;

/** Signed by a root of Mozilla's list, as Node carries it. */
function isKnownRoot(certificate: X509Certificate): boolean {
  roots ??= rootCertificates.map((pem) => new X509Certificate(pem));
  return roots.some((root) => signed(root, certificate));
}
