import { setImmediate as turn } from "node:timers/promises";
import type { Store } from "../store.ts";

/** How long a session can be looked up after it ended. */
const keptMs = 90 * 24 * 60 * 60 * 1000;
const pageSize = 1000;

/** Forgets sessions that ended long ago, and the runs of workers that have none left, in pages with a turn of the event loop between. Gives how many sessions. */
export async function purgePastSessions({ relaxed, clock }: Store): Promise<number> {
  const before = new Date(clock.now().getTime() - keptMs);
  for (let purged = 0; ; ) {
    const page = await relaxed.session.findMany({
      where: { endedAt: { lt: before } },
      take: pageSize,
      select: { id: true },
    });
    if (page.length > 0) {
      purged += (await relaxed.session.deleteMany({ where: { id: { in: page.map(({ id }) => id) } } })).count;
    }
    if (page.length < pageSize) {
      await relaxed.$executeRaw`DELETE FROM "Incarnation" WHERE "endedAt" < ${before} AND NOT EXISTS (
        SELECT 1 FROM "Session" s WHERE s."incarnationId" = "Incarnation"."id")`;
      return purged;
    }
    await turn();
  }
}
