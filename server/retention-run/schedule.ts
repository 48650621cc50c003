import { readSettings } from "../setting/read.ts";
import type { Store } from "../store.ts";
import { createRun } from "./start-run.ts";

/** The last time that "03:30" was, in the zone of the machine; null where there is no time. */
export function lastTimeOf(time: string, now: Date): Date | null {
  const [, hours, minutes] = /^(\d\d):(\d\d)$/.exec(time) ?? [];
  if (hours === undefined || minutes === undefined) return null;
  const at = new Date(now);
  at.setHours(Number(hours), Number(minutes), 0, 0);
  if (at > now) at.setDate(at.getDate() - 1);
  return at;
}

/** The next one. */
export function nextTimeOf(time: string, now: Date): Date | null {
  const last = lastTimeOf(time, now);
  if (last === null) return null;
  const next = new Date(last);
  next.setDate(next.getDate() + 1);
  return next;
}

/**
 * Makes the day's run when its time has come, or was missed while nothing ran. Where no rule removes anything there is none; one that
 * still asks, or is at work, stands for it.
 */
export async function scheduleRun({ db, clock }: Store): Promise<void> {
  const now = clock.now();
  const due = lastTimeOf((await readSettings({ db })).retentionTime, now);
  if (due === null) return;
  const hasRules = await db.retentionRule.findFirst({
    where: { OR: [{ removeAfterArrivalDays: { gte: 0 } }, { removeAfterDownloadDays: { gte: 0 } }] },
    select: { createdAt: true },
    orderBy: { createdAt: "asc" },
  });
  // A rule made this morning waits for tonight.
  if (hasRules === null || hasRules.createdAt > due) return;
  const done = await db.retentionRun.findFirst({
    where: { cause: "schedule", createdAt: { gte: due } },
    select: { id: true },
  });
  if (done !== null) return;
  await db.$transaction((tx) => createRun(tx, "schedule", "", now));
}
