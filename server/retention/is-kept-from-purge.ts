import { engineOf } from "../database/url.ts";
import type { Db, Tx } from "../db.ts";
import type { Store } from "../store.ts";
import { clockNow, keepsFromPurgeAt, ruleJoins, withClock } from "./effective-sql.ts";

/** Whether a legal hold is on an account, or ended so lately that nothing of it is purged yet: no mail of it, and not the account. */
export async function isKeptFromPurge(db: Db | Tx, store: Store, accountId: number): Promise<boolean> {
  const engine = engineOf(store.environment.databaseUrl);
  const [row] = await db.$queryRawUnsafe<{ isKept: boolean | number | bigint }[]>(
    `${withClock[engine]} SELECT ${keepsFromPurgeAt(clockNow)} AS "isKept"
     FROM "Account" AS a ${ruleJoins} WHERE a."id" = ${engine === "sqlite" ? "?" : "$2"}`,
    store.clock.now(),
    accountId,
  );
  return row !== undefined && Number(row.isKept) !== 0;
}
