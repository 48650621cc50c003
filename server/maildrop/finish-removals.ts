import { jsonRows } from "../database/json-rows.ts";
import { engineOf } from "../database/url.ts";
import type { Store } from "../store.ts";
import { sequencesOf } from "./packed-set.ts";

const removalsAtOnce = 100;
const pageMessages = 1000;

interface Pending {
  readonly id: number;
  readonly accountId: number;
  readonly sequences: Uint8Array;
}

/**
 * Takes away the rows and then the bodies of committed removals (of these accounts, or all), in pages with turns of the event loop
 * between. May be broken off anywhere and called again, also by two processes at once. Gives how many messages' rows it took.
 */
export async function finishRemovals(
  store: Store,
  { accountIds }: { accountIds?: readonly number[] } = {},
): Promise<number> {
  let taken = 0;
  for (;;) {
    const removals: Pending[] = await store.db.removal.findMany({
      where: { finishedAt: null, ...(accountIds && { accountId: { in: [...accountIds] } }) },
      orderBy: { id: "asc" },
      take: removalsAtOnce,
      select: { id: true, accountId: true, sequences: true },
    });
    if (removals.length === 0) return taken;
    for (const page of pagesOf(removals)) {
      const places = await deleteRows(store, page);
      await store.bodies.remove(places);
      taken += places.length;
      await new Promise(setImmediate);
    }
    await store.db.removal.updateMany({
      where: { id: { in: removals.map(({ id }) => id) } },
      data: { finishedAt: store.clock.now() },
    });
  }
}

/** Pairs of account and sequence. */
function* pagesOf(removals: readonly Pending[]): Generator<[number, number][]> {
  let page: [number, number][] = [];
  for (const { accountId, sequences } of removals) {
    for (const sequence of sequencesOf(sequences)) {
      page.push([accountId, sequence]);
      if (page.length < pageMessages) continue;
      yield page;
      page = [];
    }
  }
  if (page.length > 0) yield page;
}

/** Gives where the bodies are: of rows that another process took, that one takes the bodies too. */
async function deleteRows({ db, environment }: Store, page: readonly [number, number][]): Promise<string[]> {
  const rows = await db.$queryRawUnsafe<{ bodyPlace: string }[]>(
    `DELETE FROM "Message" WHERE ("accountId", "sequence") IN
       (SELECT CAST(r.value->>0 AS INTEGER), CAST(r.value->>1 AS INTEGER) FROM ${jsonRows[engineOf(environment.databaseUrl)]})
     RETURNING "bodyPlace"`,
    JSON.stringify(page),
  );
  return rows.map(({ bodyPlace }) => bodyPlace);
}
