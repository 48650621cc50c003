import { type Actor, appendAudit } from "../audit/append-audit.ts";
import { growGeneration } from "../control/grow.ts";
import type { Tx } from "../db.ts";
import { DomainError } from "../errors.ts";
import type { Sealer } from "../secret/sealer.ts";
import type { CheckedCertificate } from "./check-certificate.ts";
import { asCertificate, certificateColumns } from "./read.ts";
import type { CertificateKind, CertificateRow } from "./schema.ts";

export interface Installation {
  readonly kind: CertificateKind;
  /** The row that it takes over: what was shown there is shown no more. */
  readonly replacesId?: number;
  readonly isDefault?: boolean;
}

/**
 * Stores a checked certificate, its key sealed, and tells the daemon, which shows it within a second. The first one becomes the
 * default by itself. Refuses with `already-exists` one that is there already, `not-found` where the replaced one is gone.
 */
export async function installCertificate(
  tx: Tx,
  sealer: Sealer,
  checked: CheckedCertificate,
  { kind, replacesId, isDefault = false }: Installation,
  actor: Actor,
  now: Date,
): Promise<CertificateRow> {
  await growGeneration(tx); // first, so that changes come one after the other
  const { names, issuer, keyType, fingerprint, notBeforeAt, notAfterAt } = checked;
  const same = await tx.certificate.findFirst({ where: { fingerprint }, select: { names: true } });
  if (same !== null) {
    throw new DomainError("already-exists", `This very certificate (${same.names}) is installed already.`, "chain");
  }
  const before =
    replacesId === undefined
      ? null
      : await tx.certificate.findUnique({ where: { id: replacesId }, select: certificateColumns });
  if (replacesId !== undefined && before === null) {
    throw new DomainError("not-found", "The certificate that this one should replace is gone.", "replacesId");
  }
  const isFirst = (await tx.certificate.count({ where: { isDefault: true } })) === 0;
  const becomesDefault = isDefault || isFirst || before?.isDefault === true;
  if (becomesDefault) await tx.certificate.updateMany({ where: { isDefault: true }, data: { isDefault: false } });
  const data = {
    kind,
    chain: checked.chainPem,
    sealedKey: sealer.seal(checked.keyPem),
    names: names.join(","),
    issuer: kind === "self-signed" ? "" : issuer,
    keyType,
    fingerprint,
    notBeforeAt,
    notAfterAt,
    isDefault: becomesDefault,
  };
  const row =
    before === null
      ? await tx.certificate.create({ data: { ...data, createdAt: now }, select: certificateColumns })
      : await tx.certificate.update({ where: { id: before.id }, data, select: certificateColumns });
  const said = ({ kind: kindOf, fingerprint: print, notAfterAt: end, isDefault: isIt }: typeof row) => ({
    kind: kindOf,
    fingerprint: print,
    notAfterAt: end,
    isDefault: isIt,
  });
  await appendAudit(tx, actor, now, {
    action: before === null ? "certificate.create" : "certificate.replace",
    object: names.join(", "),
    before: before === null ? undefined : said(before),
    after: said(row),
  });
  return asCertificate(row);
}
