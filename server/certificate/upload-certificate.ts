import type { Actor } from "../audit/append-audit.ts";
import { readDomainNames } from "../domain/read.ts";
import { DomainError } from "../errors.ts";
import { parseInput } from "../input/parse-input.ts";
import { readSettings } from "../setting/read.ts";
import type { Store } from "../store.ts";
import { checkCertificate, type CheckedCertificate } from "./check-certificate.ts";
import { installCertificate } from "./install-certificate.ts";
import { readMaterial } from "./material.ts";
import { nameNotes } from "./name-notes.ts";
import { certificateUpload, type CertificateUpload, type CheckedUpload } from "./schema.ts";

/**
 * Checks a chain and its key and shows it to clients from now on; with `isTrial` it is only checked. Refuses with `invalid` at the
 * field that is wrong, with what to do; nothing is stored then.
 */
export async function uploadCertificate(store: Store, input: CertificateUpload, actor: Actor): Promise<CheckedUpload> {
  const { isTrial, isDefault, replacesId, ...given } = parseInput(certificateUpload, input);
  const now = store.clock.now();
  const checked = checkCertificate(readMaterial(given), { now });
  const notes = [...checked.notes, ...(await notesOnNames(store, checked))];
  if (isTrial) {
    const { fingerprint } = checked;
    const same = await store.db.certificate.findFirst({ where: { fingerprint }, select: { id: true } });
    if (same !== null) throw new DomainError("already-exists", "This very certificate is installed already.", "chain");
    return answerOf(null, checked, notes);
  }
  const { id } = await store.db.$transaction((tx) =>
    installCertificate(tx, store.sealer, checked, { kind: "uploaded", replacesId, isDefault }, actor, now),
  );
  return answerOf(id, checked, notes);
}

/** How the names of a certificate fit this server's. */
export async function notesOnNames(store: Store, { names }: Pick<CheckedCertificate, "names">): Promise<string[]> {
  const [{ hostname }, domains] = await Promise.all([readSettings(store), readDomainNames(store)]);
  return nameNotes(
    names,
    hostname,
    domains.map(({ name }) => name),
  );
}

export function answerOf(id: number | null, checked: CheckedCertificate, notes: readonly string[]): CheckedUpload {
  const { names, issuer, keyType, notAfterAt, chainPem } = checked;
  const chainLength = chainPem.split("-----BEGIN CERTIFICATE-----").length - 1;
  return { id, names, issuer, keyType, notAfterAt, chainLength, notes };
}
