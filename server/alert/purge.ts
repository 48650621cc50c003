import { setImmediate as turn } from "node:timers/promises";
import type { Store } from "../store.ts";

const dayMs = 24 * 60 * 60 * 1000;
const keptDays = 365;
const diskDays = 7;
const pageSize = 500;

/** Forgets, in pages, alerts that were over a year ago with what was told of them, mutes, and disks of nodes that are gone. */
export async function purgeAlerts({ db, clock }: Pick<Store, "db" | "clock">): Promise<number> {
  const before = (days: number) => new Date(clock.now().getTime() - days * dayMs);
  const old = before(keptDays);
  await db.nodeDisk.deleteMany({ where: { seenAt: { lt: before(diskDays) } } });
  await db.alertMute.deleteMany({ where: { endsAt: { lt: old } } });
  for (let all = 0; ; ) {
    const rows = await db.alert.findMany({ where: { resolvedAt: { lt: old } }, take: pageSize, select: { id: true } });
    await db.alert.deleteMany({ where: { id: { in: rows.map(({ id }) => id) } } });
    const told = await db.alertMessage.findMany({
      where: { createdAt: { lt: old }, state: { in: ["sent", "given-up"] } },
      take: pageSize,
      select: { id: true },
    });
    await db.alertMessage.deleteMany({ where: { id: { in: told.map(({ id }) => id) } } });
    all += rows.length;
    if (rows.length + told.length < pageSize) return all;
    await turn();
  }
}
