import { setImmediate as turn } from "node:timers/promises";
import type { Store } from "../store.ts";

/** How long a sign-in to the console can be looked up after it expired; one that was ended has an expiry too. */
const keptMs = 90 * 24 * 60 * 60 * 1000;
const pageSize = 1000;

/** Forgets sign-ins that expired long ago, in pages with a turn of the event loop between. Gives how many. */
export async function purgeSignIns({ db, clock }: Store): Promise<number> {
  const before = new Date(clock.now().getTime() - keptMs);
  for (let purged = 0; ; ) {
    const page = await db.signIn.findMany({
      where: { expiresAt: { lt: before } },
      take: pageSize,
      select: { id: true },
    });
    if (page.length > 0) {
      purged += (await db.signIn.deleteMany({ where: { id: { in: page.map(({ id }) => id) } } })).count;
    }
    if (page.length < pageSize) return purged;
    await turn();
  }
}
