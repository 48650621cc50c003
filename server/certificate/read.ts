import type { Store } from "../store.ts";
import type { CertificateRow } from "./schema.ts";

/** What a TLS server needs. Read by the daemon and the console alone; the key never reaches a page. */
export interface ServedCertificate {
  readonly id: number;
  /** "self-signed" so far. */
  readonly kind: string;
  /** Leaf first. */
  readonly chainPem: string;
  readonly keyPem: string;
  readonly notAfterAt: Date;
  readonly names: readonly string[];
  /** SHA-256 of the leaf, upper-case hex with colons. */
  readonly fingerprint: string;
}

export const certificateColumns = {
  id: true,
  kind: true,
  names: true,
  fingerprint: true,
  notBeforeAt: true,
  notAfterAt: true,
  isDefault: true,
} as const;

/** Null where there is none yet. */
export async function readServedCertificate(store: Store): Promise<ServedCertificate | null> {
  const row = await store.db.certificate.findFirst({
    where: { isDefault: true },
    orderBy: { id: "desc" },
    select: { id: true, kind: true, chain: true, sealedKey: true, notAfterAt: true, names: true, fingerprint: true },
  });
  if (!row) return null;
  const { chain: chainPem, sealedKey, names, ...rest } = row;
  return { ...rest, chainPem, keyPem: store.sealer.open(sealedKey), names: names.split(",") };
}

/** All there are, the served one first. */
export async function readCertificates(store: Store): Promise<CertificateRow[]> {
  const rows = await store.db.certificate.findMany({
    orderBy: [{ isDefault: "desc" }, { id: "desc" }],
    select: certificateColumns,
  });
  return rows.map(asCertificate);
}

export function asCertificate({ names, ...row }: Omit<CertificateRow, "names"> & { names: string }): CertificateRow {
  return { ...row, names: names.split(",") };
}
