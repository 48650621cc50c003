import { type Actor, appendAudit } from "../audit/append-audit.ts";
import { DomainError } from "../errors.ts";
import { parseInput } from "../input/parse-input.ts";
import type { Store } from "../store.ts";
import { checkCertificate } from "./check-certificate.ts";
import { installCertificate } from "./install-certificate.ts";
import { readMaterial } from "./material.ts";
import { readKey } from "./read-key.ts";
import {
  certificateRow,
  type CheckedUpload,
  newRequest,
  type NewRequest,
  type PendingRequest,
  requestAnswer,
  type RequestAnswer,
} from "./schema.ts";
import { answerOf, notesOnNames } from "./upload-certificate.ts";

/** Makes a key, which stays here, and a request (PKCS #10) for an authority to sign. */
export async function requestCertificate(store: Store, input: NewRequest, actor: Actor): Promise<PendingRequest> {
  const { names, keyType } = parseInput(newRequest, input);
  const { makeRequest } = await import("./make-request.ts");
  const made = await makeRequest(names, keyType);
  const now = store.clock.now();
  const sealedKey = store.sealer.seal(made.keyPem);
  return store.db.$transaction(async (tx) => {
    const row = await tx.certificateRequest.create({
      data: { names: names.join(","), keyType: made.keyType, request: made.requestPem, sealedKey, createdAt: now },
      select: { id: true, keyType: true, request: true, createdAt: true },
    });
    await appendAudit(tx, actor, now, {
      action: "certificate.request",
      object: names.join(", "),
      after: { keyType: row.keyType },
    });
    return { ...row, names };
  });
}

/**
 * Installs what the authority answered, with the key that waited for it; the request is done then. Refuses with `not-found`, and
 * with `invalid` at `chain`.
 */
export async function answerRequest(store: Store, input: RequestAnswer, actor: Actor): Promise<CheckedUpload> {
  const { id, chain, isDefault } = parseInput(requestAnswer, input);
  const pending = await store.db.certificateRequest.findUnique({ where: { id }, select: { sealedKey: true } });
  if (pending === null) throw gone();
  const now = store.clock.now();
  const material = readMaterial({ chain, secretKey: "", keyPassword: "" });
  const key = readKey(store.sealer.open(pending.sealedKey), "");
  if (!material.certificates.some((each) => each.checkPrivateKey(key))) {
    throw new DomainError(
      "invalid",
      "No certificate in it belongs to this request: its key is another. Did a newer request replace this one at the authority?",
      "chain",
    );
  }
  const checked = checkCertificate({ certificates: material.certificates, keys: [key] }, { now });
  const notes = [...checked.notes, ...(await notesOnNames(store, checked))];
  const { id: certificateId } = await store.db.$transaction(async (tx) => {
    const { count } = await tx.certificateRequest.deleteMany({ where: { id } });
    if (count === 0) throw gone();
    return installCertificate(tx, store.sealer, checked, { kind: "uploaded", isDefault }, actor, now);
  });
  return answerOf(certificateId, checked, notes);
}

/** Forgets a request and its key: an answer that comes later fits nothing any more. */
export async function deleteRequest(store: Store, input: { id: number }, actor: Actor): Promise<{ names: string }> {
  const { id } = parseInput(certificateRow, input);
  const now = store.clock.now();
  return store.db.$transaction(async (tx) => {
    const row = await tx.certificateRequest.findUnique({ where: { id }, select: { names: true } });
    if (row === null) throw gone();
    await tx.certificateRequest.delete({ where: { id }, select: { id: true } });
    const names = row.names.replaceAll(",", ", ");
    await appendAudit(tx, actor, now, { action: "certificate.request-delete", object: names });
    return { names };
  });
}

function gone(): DomainError {
  return new DomainError("not-found", "This request no longer exists.", "id");
}
