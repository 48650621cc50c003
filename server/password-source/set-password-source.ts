import { randomBytes } from "node:crypto";
import { type Actor, appendAudit } from "../audit/append-audit.ts";
import { growGeneration } from "../control/grow.ts";
import type { Tx } from "../db.ts";
import { DomainError } from "../errors.ts";
import { parseInput } from "../input/parse-input.ts";
import type { Store } from "../store.ts";
import { sealedBindPassword } from "./bind-password.ts";
import { readSource } from "./read-source.ts";
import { assertUsable } from "./assert-usable.ts";
import { type SourceChange, type SourceKind, type SourceSettings, sourceChange } from "./schema.ts";
import { settingsOf } from "./settings-of.ts";

/**
 * Says where the passwords of a domain's accounts are checked, from the next sign-in on. What the database keeps of passwords stays, and
 * counts again when it is chosen again. Refuses with `not-found`, and nonsense with `invalid`.
 */
export async function setPasswordSource(
  store: Store,
  input: SourceChange,
  actor: Actor,
): Promise<{ name: string; kind: SourceKind; isChanged: boolean }> {
  const change = parseInput(sourceChange, input);
  const settings = settingsOf(change);
  await assertUsable(settings);
  const now = store.clock.now();
  return store.db.$transaction(async (tx) => {
    const domain = await tx.domain.findUnique({ where: { id: change.id }, select: { name: true } });
    if (!domain) throw new DomainError("not-found", "This domain no longer exists.", "id");
    const before = await readSource(tx, change.id);
    const sealedPassword = sealedBindPassword(store.sealer, change, before);
    const isSame =
      JSON.stringify(before?.settings ?? null) === JSON.stringify(settings) &&
      sealedPassword === (before?.sealedPassword ?? null);
    const done = { name: domain.name, kind: change.kind, isChanged: !isSame };
    if (isSame) return done;
    await keep(tx, change.id, settings, sealedPassword, now);
    await appendAudit(tx, actor, now, {
      action: "domain.set-password-source",
      object: domain.name,
      before: before?.settings ?? { kind: "database" },
      after: {
        ...(settings ?? { kind: "database" }),
        hasNewBindPassword: sealedPassword !== (before?.sealedPassword ?? null),
      },
    });
    await growGeneration(tx);
    return done;
  });
}

async function keep(
  tx: Tx,
  domainId: number,
  settings: SourceSettings | null,
  sealedPassword: string | null,
  updatedAt: Date,
): Promise<void> {
  if (settings === null) {
    await tx.passwordSource.deleteMany({ where: { domainId } });
    return;
  }
  const row = {
    kind: settings.kind,
    settings: JSON.stringify(settings),
    sealedPassword,
    version: randomBytes(9).toString("base64url"),
    updatedAt,
  };
  await tx.passwordSource.upsert({
    where: { domainId },
    create: { domainId, ...row },
    update: row,
    select: { domainId: true },
  });
}
