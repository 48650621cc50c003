import { type Actor, appendAudit } from "../audit/append-audit.ts";
import { growGeneration } from "../control/grow.ts";
import type { Tx } from "../db.ts";
import { DomainError } from "../errors.ts";
import type { Store } from "../store.ts";
import { placeName } from "./place-name.ts";
import { readRule, readRuleStack } from "./read-rules.ts";
import { holdsAt, resolveRetention } from "./resolve-retention.ts";
import type { LiftedHold, NewHold, RetentionPlace } from "./schema.ts";
import { writeRule } from "./write-rule.ts";

const dayMs = 86_400_000;

/**
 * From this commit on nothing beneath the level is removed for good: what mail programs delete is kept, no rule removes, nothing
 * recoverable is purged. In force already, its reason and end are changed. Refuses with `not-found`, `invalid`.
 */
export async function holdMail(
  store: Store,
  { level, id, reason, endsAt }: NewHold,
  actor: Actor,
): Promise<{ name: string }> {
  const now = store.clock.now();
  if (endsAt !== null && endsAt <= now) throw new DomainError("invalid", "This date is in the past.", "endsAt");
  const place = { level, id };
  return store.db.$transaction(async (tx) => {
    await growGeneration(tx);
    const name = await placeName(tx, place);
    const known = await readRule(tx, place);
    const isOn = known !== null && holdsAt(known, now);
    const holdKeepsUntilAt = endsAt === null ? null : await keptUntil(tx, place, endsAt);
    await writeRule(tx, place, {
      holdReason: reason,
      holdSinceAt: isOn ? known.holdSinceAt : now,
      holdEndsAt: endsAt,
      holdKeepsUntilAt,
    });
    const before = isOn ? { reason: known.holdReason, endsAt: known.holdEndsAt } : undefined;
    await appendAudit(tx, actor, now, { action: "retention.hold", object: name, before, after: { reason, endsAt } });
    return { name };
  });
}

/**
 * Ends a level's hold. What was removed under it stays recoverable for as many days more as removed mail does; other levels' holds
 * stay. Refuses with `not-found` where there is none.
 */
export async function liftHold(
  store: Store,
  { level, id, reason }: LiftedHold,
  actor: Actor,
): Promise<{ name: string; keptUntilAt: Date }> {
  const now = store.clock.now();
  const place = { level, id };
  return store.db.$transaction(async (tx) => {
    await growGeneration(tx);
    const name = await placeName(tx, place);
    const known = await readRule(tx, place);
    if (known === null || !holdsAt(known, now)) throw new DomainError("not-found", `${name} is not on hold.`);
    const holdKeepsUntilAt = await keptUntil(tx, place, now);
    await writeRule(tx, place, { holdEndsAt: now, holdKeepsUntilAt });
    const before = { reason: known.holdReason, sinceAt: known.holdSinceAt, endsAt: known.holdEndsAt };
    await appendAudit(tx, actor, now, { action: "retention.lift-hold", object: name, before, after: { reason } });
    return { name, keptUntilAt: holdKeepsUntilAt };
  });
}

async function keptUntil(tx: Tx, place: RetentionPlace, endsAt: Date): Promise<Date> {
  const rules = (await readRuleStack(tx, place)) ?? { server: null };
  return new Date(endsAt.getTime() + resolveRetention(rules, endsAt).recoverableDays.value * dayMs);
}
