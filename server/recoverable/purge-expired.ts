import { setTimeout as wait } from "node:timers/promises";
import { engineOf } from "../database/url.ts";
import { clockNow, keepsFromPurgeAt, ruleJoins, withClock } from "../retention/effective-sql.ts";
import type { Store } from "../store.ts";
import { byAccount } from "./by-account.ts";
import { finishPurges } from "./finish-purges.ts";
import { purgeOfAccount } from "./purge-messages.ts";

const pageMessages = 200;
/** One run purges no more: the next goes on, and what comes between has its turn. */
const mostMessages = 20_000;

/**
 * Purges what has been recoverable for as long as it was promised to be, outside of legal holds, in pages with as long a pause as each
 * took. First it finishes purges that were broken off. Gives how many messages it purged.
 */
export async function purgeExpired(store: Store): Promise<number> {
  await finishPurges(store);
  let purged = 0;
  while (purged < mostMessages) {
    const began = performance.now();
    const page = await readExpired(store);
    let done = 0;
    for (const [accountId, sequences] of byAccount(page)) {
      const reason = { cause: "expired", actor: null } as const;
      done += (await purgeOfAccount(store, accountId, sequences, reason)).messageCount;
    }
    purged += done;
    if (page.length < pageMessages || done === 0) return purged;
    await wait(performance.now() - began);
  }
  return purged;
}

async function readExpired(store: Store): Promise<{ accountId: number; sequence: number }[]> {
  const rows = await store.db.$queryRawUnsafe<{ accountId: number | bigint; sequence: number | bigint }[]>(
    `${withClock[engineOf(store.environment.databaseUrl)]}
     SELECT m."accountId", m."sequence" FROM "RemovedMessage" AS m JOIN "Account" AS a ON a."id" = m."accountId" ${ruleJoins}
     WHERE m."purgeAfterAt" <= ${clockNow} AND m."purgeId" IS NULL AND NOT ${keepsFromPurgeAt(clockNow)}
     ORDER BY m."purgeAfterAt" LIMIT ${pageMessages}`,
    store.clock.now(),
  );
  return rows.map(({ accountId, sequence }) => ({ accountId: Number(accountId), sequence: Number(sequence) }));
}
