import type { Store } from "../store.ts";
import { CertificateChoice } from "./choose.ts";
import type { CertificateRow, CertificateView, PendingRequest } from "./schema.ts";

/** What a TLS server needs. Read by the daemon and the console alone; the key never reaches a page. */
export interface ServedCertificate {
  readonly id: number;
  readonly kind: string;
  /** Leaf first. */
  readonly chainPem: string;
  readonly keyPem: string;
  readonly notAfterAt: Date;
  readonly names: readonly string[];
  /** SHA-256 of the leaf, upper-case hex with colons. */
  readonly fingerprint: string;
  readonly isDefault: boolean;
}

export const certificateColumns = {
  id: true,
  kind: true,
  names: true,
  issuer: true,
  keyType: true,
  fingerprint: true,
  notBeforeAt: true,
  notAfterAt: true,
  isDefault: true,
} as const;

/** The default one; null where there is none yet. */
export async function readServedCertificate(store: Store): Promise<ServedCertificate | null> {
  return (await readServedCertificates(store)).find(({ isDefault }) => isDefault) ?? null;
}

/** All that clients are shown, with their keys. */
export async function readServedCertificates(store: Store): Promise<ServedCertificate[]> {
  const rows = await store.db.certificate.findMany({
    orderBy: { id: "asc" },
    select: {
      id: true,
      kind: true,
      chain: true,
      sealedKey: true,
      notAfterAt: true,
      names: true,
      fingerprint: true,
      isDefault: true,
    },
  });
  return rows.map(({ chain: chainPem, sealedKey, names, ...rest }) => ({
    ...rest,
    chainPem,
    keyPem: store.sealer.open(sealedKey),
    names: names.split(","),
  }));
}

/** All there are, the default first. */
export async function readCertificates(store: Pick<Store, "db" | "clock">): Promise<CertificateView[]> {
  const rows = await store.db.certificate.findMany({
    orderBy: [{ isDefault: "desc" }, { id: "desc" }],
    select: certificateColumns,
  });
  const certificates = rows.map(asCertificate);
  const choice = new CertificateChoice(certificates, store.clock.now());
  return certificates.map((certificate) => ({ ...certificate, shownFor: choice.namesOf(certificate) }));
}

export function asCertificate({ names, ...row }: Omit<CertificateRow, "names"> & { names: string }): CertificateRow {
  return { ...row, names: names.split(",") };
}

/** Keys that wait for their certificate, the newest first. */
export async function readRequests({ db }: Pick<Store, "db">): Promise<PendingRequest[]> {
  const rows = await db.certificateRequest.findMany({
    orderBy: { id: "desc" },
    select: { id: true, names: true, keyType: true, request: true, createdAt: true },
  });
  return rows.map(({ names, ...row }) => ({ ...row, names: names.split(",") }));
}
