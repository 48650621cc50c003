import { setImmediate as turn } from "node:timers/promises";
import { instantSql } from "../database/json-rows.ts";
import { engineOf } from "../database/url.ts";
import type { Store } from "../store.ts";

/** How far back a sign-in says that somebody still needs a listener. */
export const useDays = 30;
const dayMs = 24 * 60 * 60 * 1000;
/** Sessions or rows of one page: who signs in waits behind no more than that. */
const atOnce = 500;
/** Ends of sessions are written behind, and clocks of machines differ: so much is summed up once more the next time. */
const lateMs = 60_000;
/** Who reads twice within that need not look again. */
const freshMs = 2_000;
const name = "listener-use";

/**
 * Brings what is known of who uses a listener (ListenerUse) to where the sessions that have ended are, in at most so many pages, and forgets
 * what is older than anybody asks for. The daemon does it every minute, and who reads it before.
 */
export async function noteListenerUse(store: Store, stop?: AbortSignal, mostPages = Number.MAX_VALUE): Promise<void> {
  const { db, relaxed, clock } = store;
  const now = clock.now().getTime();
  const oldest = now - useDays * dayMs;
  const summed = await db.summedUp.findUnique({ where: { name }, select: { until: true } });
  const known = summed?.until.getTime() ?? 0;
  if (known > now - freshMs && known <= now) return;
  let from = Math.max(oldest, Math.min(known, now) - lateMs);
  for (let pages = 0; pages < mostPages && from < now && !stop?.aborted; pages += 1) {
    from = await notePage(store, { from, oldest, now });
    await turn();
  }
  const until = new Date(from);
  await relaxed.summedUp.upsert({
    where: { name },
    create: { name, until },
    update: { until },
    select: { name: true },
  });
  await forget(store, oldest, stop);
}

/** Notes the next sessions that ended, in their order. Gives up to when; `now` where there are no more. */
async function notePage(
  { db, relaxed, environment }: Store,
  { from, oldest, now }: { from: number; oldest: number; now: number },
): Promise<number> {
  const instant = instantSql[engineOf(environment.databaseUrl)];
  const [page] = await db.$queryRawUnsafe<{ count: number | bigint; last: Date | number | bigint | null }[]>(
    `SELECT count(*) AS "count", max("endedAt") AS "last" FROM (
       SELECT "endedAt" FROM "Session" WHERE "endedAt" >= ${instant(from)} ORDER BY "endedAt" LIMIT ${atOnce}) AS "page"`,
  );
  if (page === undefined || page.last === null) return now;
  const last = Number(page.last);
  // An address may be noted twice: what counts is the latest. In the order of their keys, as everybody who writes several.
  await relaxed.$executeRawUnsafe(
    `INSERT INTO "ListenerUse" ("listenerId", "accountId", "remoteAddress", "tlsVersion", "lastAt")
     SELECT "listenerId", "accountId", "remoteAddress", COALESCE("tlsVersion", ''), MAX("signedInAt") FROM "Session"
     WHERE "endedAt" >= ${instant(from)} AND "endedAt" <= ${instant(last)} AND "signedInAt" >= ${instant(oldest)}
       AND "listenerId" IS NOT NULL AND "accountId" IS NOT NULL
     GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4
     ON CONFLICT ("listenerId", "accountId", "remoteAddress", "tlsVersion")
       DO UPDATE SET "lastAt" = excluded."lastAt" WHERE "ListenerUse"."lastAt" < excluded."lastAt"`,
  );
  if (Number(page.count) < atOnce) return now;
  // Of an instant in which more than a page ended, all were taken.
  return Math.max(last, from + 1);
}

async function forget({ relaxed, environment }: Store, oldest: number, stop?: AbortSignal): Promise<void> {
  const before = instantSql[engineOf(environment.databaseUrl)](oldest);
  const key = `"listenerId", "accountId", "remoteAddress", "tlsVersion"`;
  for (;;) {
    const count = await relaxed.$executeRawUnsafe(
      `DELETE FROM "ListenerUse" WHERE (${key}) IN (
         SELECT ${key} FROM "ListenerUse" WHERE "lastAt" < ${before} ORDER BY "lastAt" LIMIT ${atOnce})`,
    );
    if (count < atOnce || stop?.aborted) return;
    await turn();
  }
}
