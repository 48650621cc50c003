import { setImmediate as turn } from "node:timers/promises";
import { engineOf } from "../database/url.ts";
import type { Store } from "../store.ts";

/**
 * Takes away the bodies and then the rows of committed purges. May be broken off anywhere and called again, also by two processes at
 * once. `only`: one of them. Gives how many purges it finished.
 */
export async function finishPurges(store: Store, only: { id?: number } = {}): Promise<number> {
  const purges = await store.db.purge.findMany({
    where: { finishedAt: null, ...only },
    orderBy: { id: "asc" },
    select: { id: true },
  });
  for (const { id } of purges) {
    const rows = await store.db.removedMessage.findMany({ where: { purgeId: id }, select: { bodyPlace: true } });
    // First, so that an index made anew from the bodies never brings back what was purged.
    await store.bodies.bury(rows.map(({ bodyPlace }) => bodyPlace));
    await store.bodies.remove(await takeRows(store, id));
    await turn();
  }
  return purges.length;
}

/** Gives where their bodies are now: room may have been reclaimed meanwhile. */
async function takeRows(store: Store, purgeId: number): Promise<string[]> {
  const parameter = engineOf(store.environment.databaseUrl) === "sqlite" ? "?" : "$1";
  return store.db.$transaction(async (tx) => {
    const rows = await tx.$queryRawUnsafe<{ bodyPlace: string }[]>(
      `DELETE FROM "RemovedMessage" WHERE "purgeId" = ${parameter} RETURNING "bodyPlace"`,
      purgeId,
    );
    await tx.purge.updateMany({ where: { id: purgeId, finishedAt: null }, data: { finishedAt: store.clock.now() } });
    return rows.map(({ bodyPlace }) => bodyPlace);
  });
}
