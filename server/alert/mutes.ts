import { type Actor, appendAudit } from "../audit/append-audit.ts";
import { DomainError } from "../errors.ts";
import { parseInput } from "../input/parse-input.ts";
import type { Store } from "../store.ts";
import { conditions } from "./conditions/index.ts";
import { type MuteView, muteEnd, type NewMute, newMute } from "./schema.ts";

/** What is silent at present. */
export interface Mute {
  readonly condition: string;
  readonly subject: string;
  readonly endsAt: Date;
}

export async function readMutesInForce({ db, clock }: Pick<Store, "db" | "clock">): Promise<Mute[]> {
  return db.alertMute.findMany({
    where: { endedAt: null, endsAt: { gt: clock.now() } },
    select: { condition: true, subject: true, endsAt: true },
  });
}

/** Until when nobody is told of it; null: it is not muted. */
export function mutedUntil(mutes: readonly Mute[], alert: { condition: string; subject: string }): Date | null {
  const ends = mutes
    .filter(
      ({ condition, subject }) =>
        (condition === "" || condition === alert.condition) && (subject === "" || subject === alert.subject),
    )
    .map(({ endsAt }) => endsAt.getTime());
  return ends.length === 0 ? null : new Date(Math.max(...ends));
}

/** For people, those that end last first. */
export async function readMutes({ db, clock }: Pick<Store, "db" | "clock">): Promise<MuteView[]> {
  return db.alertMute.findMany({
    where: { endedAt: null, endsAt: { gt: clock.now() } },
    orderBy: [{ endsAt: "desc" }, { id: "asc" }],
    select: { id: true, title: true, reason: true, actorName: true, createdAt: true, endsAt: true },
  });
}

/** Nobody is told of an alert, a condition, or anything, for a time. Pages show it as before. Refuses with `not-found` an alert that is over. */
export async function mute(
  store: Store,
  input: NewMute,
  actor: Actor,
): Promise<{ id: number; title: string; endsAt: Date }> {
  const { alertId, condition, minutes, reason } = parseInput(newMute, input);
  const now = store.clock.now();
  const endsAt = new Date(now.getTime() + minutes * 60_000);
  return store.db.$transaction(async (tx) => {
    const alert =
      alertId === undefined
        ? null
        : await tx.alert.findFirst({
            where: { id: alertId, openKey: { not: null } },
            select: { condition: true, subject: true, text: true },
          });
    if (alertId !== undefined && alert === null)
      throw new DomainError("not-found", "This alert is over already.", "alertId");
    const title = alert?.text ?? (condition === undefined ? "Everything" : conditions[condition].title);
    const about = { condition: alert?.condition ?? condition ?? "", subject: alert?.subject ?? "" };
    const { id } = await tx.alertMute.create({
      data: { ...about, title, reason, actorName: actor.name, createdAt: now, endsAt },
      select: { id: true },
    });
    await appendAudit(tx, actor, now, { action: "alert.mute", object: title, after: { ...about, endsAt, reason } });
    return { id, title, endsAt };
  });
}

/** What is still wrong is told from then on. Refuses with `not-found` one that is over. */
export async function endMute(store: Store, input: { id: number }, actor: Actor): Promise<{ title: string }> {
  const { id } = parseInput(muteEnd, input);
  const now = store.clock.now();
  return store.db.$transaction(async (tx) => {
    const { count } = await tx.alertMute.updateMany({
      where: { id, endedAt: null, endsAt: { gt: now } },
      data: { endedAt: now },
    });
    if (count === 0) throw new DomainError("not-found", "This is not muted any more.", "id");
    const { title } = await tx.alertMute.findUniqueOrThrow({ where: { id }, select: { title: true } });
    await appendAudit(tx, actor, now, { action: "alert.unmute", object: title });
    return { title };
  });
}
