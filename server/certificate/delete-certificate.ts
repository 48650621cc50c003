import { type Actor, appendAudit } from "../audit/append-audit.ts";
import { growGeneration } from "../control/grow.ts";
import { DomainError } from "../errors.ts";
import { parseInput } from "../input/parse-input.ts";
import type { Store } from "../store.ts";
import { certificateColumns } from "./read.ts";
import { certificateRow } from "./schema.ts";

/** Forgets a certificate and its key. Refuses with `in-use` the default, without which no TLS could be offered, and `not-found`. */
export async function deleteCertificate(store: Store, input: { id: number }, actor: Actor): Promise<{ names: string }> {
  const { id } = parseInput(certificateRow, input);
  const now = store.clock.now();
  return store.db.$transaction(async (tx) => {
    await growGeneration(tx);
    const row = await tx.certificate.findUnique({ where: { id }, select: certificateColumns });
    if (row === null) throw new DomainError("not-found", "This certificate no longer exists.", "id");
    if (row.isDefault) {
      const others = await tx.certificate.count({ where: { id: { not: id } } });
      throw new DomainError(
        "in-use",
        others === 0
          ? "This is the only certificate: without it nobody could use TLS. Install another one first."
          : "Clients that ask for no name are shown this one. Make another one the default first.",
        "id",
      );
    }
    await tx.automaticCertificate.updateMany({ where: { certificateId: id }, data: { certificateId: null } });
    await tx.certificate.delete({ where: { id }, select: { id: true } });
    const { kind, fingerprint, notAfterAt } = row;
    const names = row.names.replaceAll(",", ", ");
    await appendAudit(tx, actor, now, {
      action: "certificate.delete",
      object: names,
      before: { kind, fingerprint, notAfterAt },
    });
    return { names };
  });
}
