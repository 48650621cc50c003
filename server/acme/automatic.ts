import { type Actor, appendAudit } from "../audit/append-audit.ts";
import { DomainError } from "../errors.ts";
import { parseInput } from "../input/parse-input.ts";
import type { Store } from "../store.ts";
import { readAutomatic } from "./read.ts";
import { hooksThere } from "./run-hook.ts";
import {
  automaticAttempt,
  automaticRow,
  type AutomaticView,
  letsEncrypt,
  letsEncryptStaging,
  newAutomatic,
  type NewAutomatic,
} from "./schema.ts";

/** Has the daemon fetch a certificate, at once, and renew it. Refuses with `invalid`, `already-exists` for names that are fetched already. */
export async function createAutomatic(store: Store, input: NewAutomatic, actor: Actor): Promise<AutomaticView> {
  const { triesFirst, trialUrl, agreesToTerms: _, ...wanted } = parseInput(newAutomatic, input);
  if (wanted.challenge === "dns-01" && !hooksThere(store.environment).includes(wanted.hook)) {
    throw new DomainError(
      "invalid",
      `There is no program ${wanted.hook} in the folder hooks of the data directory. Put it there, and make it executable.`,
      "hook",
    );
  }
  const staging = wanted.directoryUrl === letsEncrypt ? letsEncryptStaging : "";
  const now = store.clock.now();
  const names = wanted.names.join(",");
  const id = await store.db.$transaction(async (tx) => {
    await appendAudit(tx, actor, now, {
      action: "certificate.automatic",
      object: wanted.names.join(", "),
      after: { directoryUrl: wanted.directoryUrl, challenge: wanted.challenge, hook: wanted.hook },
    });
    // The audit came first, so that two who ask at once come here one after the other.
    const same = await tx.automaticCertificate.findFirst({ where: { names }, select: { id: true } });
    if (same) throw new DomainError("already-exists", "A certificate for these names is fetched already.", "names");
    const row = await tx.automaticCertificate.create({
      data: {
        ...wanted,
        names,
        trialUrl: triesFirst ? (trialUrl ?? "") || staging : "",
        createdAt: now,
        nextAt: now,
      },
      select: { id: true },
    });
    return row.id;
  });
  return readAutomatic(store, id);
}

/** Tries now; with `isTrial` against the staging directory first, whatever was tried before. Refuses with `not-found`. */
export async function attemptAutomatic(
  store: Store,
  input: { id: number; isTrial?: boolean },
  actor: Actor,
): Promise<AutomaticView> {
  const { id, isTrial } = parseInput(automaticAttempt, input);
  const { names, state } = await readAutomatic(store, id);
  if (state === "running") throw new DomainError("in-use", "It is being fetched at this moment.", "id");
  const now = store.clock.now();
  await store.db.$transaction(async (tx) => {
    await tx.automaticCertificate.updateMany({
      where: { id, state: { not: "running" } },
      data: { nextAt: now, state: "waiting", ...(isTrial ? { triedAt: null } : {}) },
    });
    await appendAudit(tx, actor, now, { action: "certificate.automatic-attempt", object: names.join(", ") });
  });
  return readAutomatic(store, id);
}

/** Off: it is neither fetched nor renewed; what was fetched stays. Refuses with `not-found`. */
export async function setAutomaticEnabled(
  store: Store,
  input: { id: number; isEnabled: boolean },
  actor: Actor,
): Promise<AutomaticView> {
  const { id, isEnabled } = input;
  const before = await readAutomatic(store, id);
  const now = store.clock.now();
  await store.db.$transaction(async (tx) => {
    await tx.automaticCertificate.updateMany({ where: { id }, data: { isEnabled } });
    await appendAudit(tx, actor, now, {
      action: "certificate.automatic-switch",
      object: before.names.join(", "),
      before: { isEnabled: before.isEnabled },
      after: { isEnabled },
    });
  });
  return readAutomatic(store, id);
}

/** It is renewed no more; the certificate itself stays, as one that was uploaded. Refuses with `not-found`. */
export async function deleteAutomatic(store: Store, input: { id: number }, actor: Actor): Promise<{ names: string }> {
  const { id } = parseInput(automaticRow, input);
  const before = await readAutomatic(store, id);
  const now = store.clock.now();
  const names = before.names.join(", ");
  await store.db.$transaction(async (tx) => {
    await tx.automaticCertificate.deleteMany({ where: { id } });
    if (before.certificateId !== null) {
      await tx.certificate.updateMany({ where: { id: before.certificateId }, data: { kind: "uploaded" } });
    }
    await appendAudit(tx, actor, now, { action: "certificate.automatic-delete", object: names });
  });
  return { names };
}
