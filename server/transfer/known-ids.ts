import { setImmediate as turn } from "node:timers/promises";
import type { Store } from "../store.ts";

const pageSize = 5000;

/**
 * The unique-ids from elsewhere that a maildrop holds: what an earlier run has imported. Those of removed messages that can be brought
 * back are among them.
 */
export async function readKnownIds(store: Store, accountId: number): Promise<Set<string>> {
  const ids = new Set<string>();
  for (let after = -1; ; ) {
    // One statement: a message that is removed or brought back meanwhile is in one of the two.
    const page = await store.db.$queryRaw<{ sequence: number | bigint; importedId: string | null }[]>`
      SELECT "sequence", "importedId" FROM "Message" WHERE "accountId" = ${accountId} AND "sequence" > ${after}
      UNION ALL
      SELECT "sequence", "importedId" FROM "RemovedMessage" WHERE "accountId" = ${accountId} AND "sequence" > ${after}
      ORDER BY 1 LIMIT ${pageSize}`;
    for (const { importedId } of page) if (importedId !== null) ids.add(importedId);
    const last = page.at(-1);
    if (last === undefined || page.length < pageSize) return ids;
    after = Number(last.sequence);
    await turn();
  }
}
