import { setImmediate as turn } from "node:timers/promises";
import type { Store } from "../store.ts";

/** As many sessions are looked at, those that began last. */
const mostSessions = 10_000;
const sessionsAtOnce = 1_000;

const select = {
  id: true,
  accountId: true,
  mechanism: true,
  client: true,
  endReason: true,
  startedAt: true,
  signedInAt: true,
  lastCommandAt: true,
  endedAt: true,
  retrievedCount: true,
  octetsSent: true,
} as const;

export interface RecentSession {
  readonly accountId: number | null;
  readonly mechanism: string | null;
  readonly client: string | null;
  readonly endReason: string | null;
  readonly startedAt: Date;
  readonly signedInAt: Date | null;
  readonly lastCommandAt: Date | null;
  readonly endedAt: Date;
  readonly retrievedCount: number;
  readonly octetsSent: bigint;
}

/** The last sessions that are over, the newest first: what limits that are asked about would have met with. */
export async function readRecentSessions(store: Store): Promise<RecentSession[]> {
  const ended: RecentSession[] = [];
  for (let before: string | undefined, read = 0; read < mostSessions; read += sessionsAtOnce) {
    const page = await store.db.session.findMany({
      where: { id: { lt: before } },
      orderBy: { id: "desc" },
      take: sessionsAtOnce,
      select,
    });
    // Not asked of the database: by the order of their ids it finds them at once, by their ends it would sort all there are.
    for (const { endedAt, ...session } of page) if (endedAt !== null) ended.push({ ...session, endedAt });
    if (page.length < sessionsAtOnce) break;
    before = page.at(-1)?.id;
    await turn();
  }
  return ended;
}
