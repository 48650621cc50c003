import { setImmediate as turn } from "node:timers/promises";
import type { Store } from "../store.ts";

const pageSize = 500;

/** Takes away what a deleted account could have brought back, rows and bodies, in pages: before the account itself goes. */
export async function takeRecoverableAway(store: Store, accountId: number): Promise<void> {
  for (;;) {
    const page = await store.db.removedMessage.findMany({
      where: { accountId },
      orderBy: { sequence: "asc" },
      take: pageSize,
      select: { sequence: true, bodyPlace: true },
    });
    const last = page.at(-1);
    if (!last) return;
    const places = page.map(({ bodyPlace }) => bodyPlace);
    await store.bodies.bury(places);
    await store.db.removedMessage.deleteMany({ where: { accountId, sequence: { lte: last.sequence } } });
    await store.bodies.remove(places);
    await turn();
  }
}
