import { timestamp } from "../statement/postgresql/postgres.ts";
import type { Write } from "../statement/statement.ts";
import type { MaildropVersion } from "./version.ts";

export interface LockClaim {
  readonly accountId: number;
  readonly sessionId: string;
  /** Worker that holds it; when that one is gone the lock is stale. */
  readonly incarnationId: string;
  /** Milliseconds since 1970. */
  readonly acquiredAt: number;
}

const insertClause = `INSERT INTO "MaildropLock" ("accountId", "sessionId", "incarnationId", "acquiredAt")`;
const isOpen = `"canSignIn" AND "deletedAt" IS NULL`;

/** Gives the maildrop's version as it was locked; null where somebody has it, or nobody may. */
export const claimLock: Write<LockClaim, MaildropVersion | null> = {
  name: "claim-lock",
  durability: "NORMAL",
  sqlite(database) {
    const insert = database.prepare<[string, string, number, number]>(
      `${insertClause} SELECT "id", ?, ?, ? FROM "Account" WHERE "id" = ? AND ${isOpen} ON CONFLICT ("accountId") DO NOTHING`,
    );
    const version = database.prepare<[number], MaildropVersion>(
      `SELECT "changeSeq", "nextSequence" FROM "Account" WHERE "id" = ?`,
    );
    return ({ accountId, sessionId, incarnationId, acquiredAt }) => {
      if (insert.run(sessionId, incarnationId, acquiredAt, accountId).changes === 0) return null;
      return version.get(accountId) ?? null;
    };
  },
  async postgresql({ query }, { accountId, sessionId, incarnationId, acquiredAt }) {
    const [row] = await query<MaildropVersion>(
      // Kept from an UPDATE of the session that has just let go: else its version might be older than the lock.
      `WITH account AS (SELECT "id", "changeSeq", "nextSequence" FROM "Account" WHERE "id" = $1 AND ${isOpen} FOR SHARE),
       claimed AS (${insertClause} SELECT "id", $2, $3, CAST($4 AS timestamp(3)) FROM account
         ON CONFLICT ("accountId") DO NOTHING RETURNING "accountId")
       SELECT "changeSeq", "nextSequence" FROM account JOIN claimed ON claimed."accountId" = account."id"`,
      [accountId, sessionId, incarnationId, timestamp(acquiredAt)],
    );
    return row ?? null;
  },
};

export const releaseLock: Write<Pick<LockClaim, "accountId" | "sessionId">, void> = {
  name: "release-lock",
  durability: "NORMAL",
  sqlite(database) {
    const remove = database.prepare<[number, string]>(
      `DELETE FROM "MaildropLock" WHERE "accountId" = ? AND "sessionId" = ?`,
    );
    return ({ accountId, sessionId }) => void remove.run(accountId, sessionId);
  },
  async postgresql({ query }, { accountId, sessionId }) {
    await query(`DELETE FROM "MaildropLock" WHERE "accountId" = $1 AND "sessionId" = $2`, [accountId, sessionId]);
  },
};
