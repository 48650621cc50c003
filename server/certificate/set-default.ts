import { type Actor, appendAudit } from "../audit/append-audit.ts";
import { growGeneration } from "../control/grow.ts";
import { DomainError } from "../errors.ts";
import { parseInput } from "../input/parse-input.ts";
import type { Store } from "../store.ts";
import { asCertificate, certificateColumns } from "./read.ts";
import { certificateRow, type CertificateRow } from "./schema.ts";

/** Shows this one where a client asks for no name, or for one that no certificate has. Refuses with `not-found`. */
export async function setDefaultCertificate(
  store: Store,
  input: { id: number },
  actor: Actor,
): Promise<CertificateRow> {
  const { id } = parseInput(certificateRow, input);
  const now = store.clock.now();
  return store.db.$transaction(async (tx) => {
    await growGeneration(tx);
    const before = await tx.certificate.findFirst({ where: { isDefault: true }, select: { id: true, names: true } });
    const chosen = await tx.certificate.findUnique({ where: { id }, select: certificateColumns });
    if (chosen === null) throw new DomainError("not-found", "This certificate no longer exists.", "id");
    if (chosen.isDefault) return asCertificate(chosen);
    await tx.certificate.updateMany({ where: { isDefault: true }, data: { isDefault: false } });
    const row = await tx.certificate.update({ where: { id }, data: { isDefault: true }, select: certificateColumns });
    await appendAudit(tx, actor, now, {
      action: "certificate.default",
      object: row.names.replaceAll(",", ", "),
      before: { default: before?.names ?? null },
      after: { default: row.names, fingerprint: row.fingerprint },
    });
    return asCertificate(row);
  });
}
