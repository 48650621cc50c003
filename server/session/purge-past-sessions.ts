import { setTimeout as pause } from "node:timers/promises";
import { instantSql } from "../database/json-rows.ts";
import { engineOf } from "../database/url.ts";
import type { Store } from "../store.ts";

/** How long a session can be looked up after it ended. */
const keptMs = 90 * 24 * 60 * 60 * 1000;
/** Who signs in waits behind no more than that, and has as much time in between: SQLite has one writer at a time, and who asks again at once is it. */
const atOnce = 100;
const leastPauseMs = 5;

/**
 * Forgets sessions that ended long ago, and the runs of workers that ended before, in pages with a pause between as long as
 * one takes. Gives how many sessions.
 */
export async function purgePastSessions(store: Store, stopping?: AbortSignal): Promise<number> {
  const { relaxed, clock, environment } = store;
  const before = new Date(clock.now().getTime() - keptMs);
  const beforeSql = instantSql[engineOf(environment.databaseUrl)](before.getTime());
  for (let purged = 0; ; ) {
    const began = clock.monotonicMs();
    const count = await relaxed.$executeRawUnsafe(
      `DELETE FROM "Session" WHERE "id" IN (
         SELECT "id" FROM "Session" WHERE "endedAt" < ${beforeSql} ORDER BY "endedAt", "id" LIMIT ${atOnce})`,
    );
    purged += count;
    if (count < atOnce) {
      await relaxed.incarnation.deleteMany({ where: { endedAt: { lt: before } } });
      return purged;
    }
    if (stopping?.aborted) return purged;
    await pause(Math.max(leastPauseMs, clock.monotonicMs() - began));
  }
}
