import { type Actor, appendAudit } from "../audit/append-audit.ts";
import { growGeneration } from "../control/grow.ts";
import { parseInput } from "../input/parse-input.ts";
import { readSettings } from "../setting/read.ts";
import type { Store } from "../store.ts";
import { asCertificate, certificateColumns } from "./read.ts";
import { type CertificateRow, type NewSelfSigned, newSelfSigned } from "./schema.ts";

const loopbackNames = ["localhost", "127.0.0.1", "::1"];

/**
 * Makes a certificate for the names and for loopback, and serves it from now on; those before it stay in the table. The
 * key is sealed.
 */
export async function createSelfSigned(store: Store, input: NewSelfSigned, actor: Actor): Promise<CertificateRow> {
  // The module is heavy and only this verb needs it.
  const { makeSelfSigned } = await import("./self-signed.ts");
  const given = parseInput(newSelfSigned, input).names ?? [(await readSettings(store)).hostname];
  const names = [...new Set([...given, ...loopbackNames])];
  const now = store.clock.now();
  const made = await makeSelfSigned(names, now);
  const { certificatePem: chain, keyPem, ...facts } = made;
  const sealedKey = store.sealer.seal(keyPem);
  return store.db.$transaction(async (tx) => {
    await growGeneration(tx);
    await tx.certificate.updateMany({ where: { isDefault: true }, data: { isDefault: false } });
    const row = await tx.certificate.create({
      data: {
        ...facts,
        kind: "self-signed",
        chain,
        sealedKey,
        names: names.join(","),
        isDefault: true,
        createdAt: now,
      },
      select: certificateColumns,
    });
    const { fingerprint, notAfterAt } = made;
    await appendAudit(tx, actor, now, {
      action: "certificate.create",
      object: names.join(", "),
      after: { kind: "self-signed", fingerprint, notAfterAt },
    });
    return asCertificate(row);
  });
}
