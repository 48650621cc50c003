import { setImmediate as turn } from "node:timers/promises";
import { engineOf } from "../database/url.ts";
import type { Store } from "../store.ts";

const pageSize = 500;

/**
 * Takes away all rows and bodies that an account has in a table, in pages with a turn of the event loop between: for an account that goes.
 * May be broken off anywhere and called again, also by two processes at once.
 */
export async function takeMailAway(
  store: Store,
  table: "Message" | "RemovedMessage",
  accountId: number,
): Promise<void> {
  const parameters = engineOf(store.environment.databaseUrl) === "sqlite" ? ["?", "?"] : ["$1", "$2"];
  const select = `SELECT "sequence", "bodyPlace" FROM "${table}" WHERE "accountId" = ${parameters[0]} ORDER BY "sequence" LIMIT ${pageSize}`;
  const take = `DELETE FROM "${table}" WHERE "accountId" = ${parameters[0]} AND "sequence" <= ${parameters[1]} RETURNING "bodyPlace"`;
  for (;;) {
    const page = await store.db.$queryRawUnsafe<{ sequence: number | bigint; bodyPlace: string }[]>(select, accountId);
    const last = page.at(-1);
    if (!last) return;
    const buried = new Set(page.map(({ bodyPlace }) => bodyPlace));
    // First, so that an index made anew from the bodies never brings back what is gone.
    await store.bodies.bury([...buried]);
    const places = await store.db.$transaction(async (tx) => {
      const rows = await tx.$queryRawUnsafe<{ bodyPlace: string }[]>(take, accountId, Number(last.sequence));
      const gone = rows.map(({ bodyPlace }) => bodyPlace);
      // Room was reclaimed meanwhile, and they were copied: before the commit nobody moves them again.
      await store.bodies.bury(gone.filter((place) => !buried.has(place)));
      return gone;
    });
    await store.bodies.remove(places);
    await turn();
  }
}
