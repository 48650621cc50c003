import { setImmediate as turn } from "node:timers/promises";
import type { Store } from "../store.ts";

const pageSize = 5000;

/** The unique-ids from elsewhere that a maildrop holds: what an earlier run has imported. */
export async function readKnownIds(store: Store, accountId: number): Promise<Set<string>> {
  const ids = new Set<string>();
  for (let after = 0; ; ) {
    const page = await store.db.message.findMany({
      where: { accountId, sequence: { gt: after } },
      orderBy: { sequence: "asc" },
      take: pageSize,
      select: { sequence: true, importedId: true },
    });
    for (const { importedId } of page) if (importedId !== null) ids.add(importedId);
    const last = page.at(-1);
    if (last === undefined || page.length < pageSize) return ids;
    after = last.sequence;
    await turn();
  }
}
