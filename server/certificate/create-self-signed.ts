import type { Actor } from "../audit/append-audit.ts";
import { DomainError } from "../errors.ts";
import { parseInput } from "../input/parse-input.ts";
import { readSettings } from "../setting/read.ts";
import type { Store } from "../store.ts";
import type { CheckedCertificate } from "./check-certificate.ts";
import { installCertificate } from "./install-certificate.ts";
import { certificateRow, type CertificateRow, type NewSelfSigned, newSelfSigned } from "./schema.ts";

const loopbackNames = ["localhost", "127.0.0.1", "::1"];

/**
 * Makes a certificate for the names and for loopback, and serves it from now on; those before it stay in the table. The
 * key is sealed.
 */
export async function createSelfSigned(store: Store, input: NewSelfSigned, actor: Actor): Promise<CertificateRow> {
  const given = parseInput(newSelfSigned, input).names ?? [(await readSettings(store)).hostname];
  const now = store.clock.now();
  const made = await make([...new Set([...given, ...loopbackNames])], now);
  return store.db.$transaction((tx) =>
    installCertificate(tx, store.sealer, made, { kind: "self-signed", isDefault: true }, actor, now),
  );
}

/** Makes a self-signed certificate anew, with the same names and a new key. Mail programs ask once more whether to trust it. */
export async function renewSelfSigned(store: Store, input: { id: number }, actor: Actor): Promise<CertificateRow> {
  const { id } = parseInput(certificateRow, input);
  const before = await store.db.certificate.findUnique({ where: { id }, select: { kind: true, names: true } });
  if (before === null) throw new DomainError("not-found", "This certificate no longer exists.", "id");
  if (before.kind !== "self-signed") {
    throw new DomainError("invalid", "Others signed this certificate: only they can renew it.", "id");
  }
  const now = store.clock.now();
  const made = await make(before.names.split(","), now);
  return store.db.$transaction((tx) =>
    installCertificate(tx, store.sealer, made, { kind: "self-signed", replacesId: id }, actor, now),
  );
}

async function make(names: readonly string[], now: Date): Promise<CheckedCertificate> {
  // The module is heavy and only this verb needs it.
  const { makeSelfSigned } = await import("./self-signed.ts");
  const { certificatePem: chainPem, ...made } = await makeSelfSigned(names, now);
  return { ...made, chainPem, names, issuer: "", keyType: "ECDSA P-256", notes: [] };
}
