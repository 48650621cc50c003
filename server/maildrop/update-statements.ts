import { timestamp } from "../statement/postgresql/postgres.ts";
import type { Write } from "../statement/statement.ts";
import type { MaildropVersion } from "./version.ts";

export interface Update {
  readonly accountId: number;
  /** The session whose QUIT this is: it must still hold the lock. */
  readonly sessionId: string;
  /** The state the marks were made in. */
  readonly version: MaildropVersion;
  /** Packed sequences, how many they are and their octets. */
  readonly sequences: Uint8Array<ArrayBuffer>;
  readonly messageCount: number;
  readonly octets: number;
}

export interface Updated {
  readonly removalId: number;
  /** The maildrop's, now. */
  readonly version: MaildropVersion;
}

/** The lock was another's, or nobody's; or somebody who is no delivery changed the maildrop since it was listed. */
export type UpdateRefusal = "lock-lost" | "changed-meanwhile";

const giveBackLock = (account: string, session: string) =>
  `DELETE FROM "MaildropLock" WHERE "accountId" = ${account} AND "sessionId" = ${session}`;

/** Touches no row where another change than a delivery came since: then some of the marked may be gone already. */
const takeFromAccount = (count: string, octets: string, account: string, difference: string) => `
  UPDATE "Account" SET "messageCount" = "messageCount" - ${count}, "octets" = "octets" - ${octets}, "changeSeq" = "changeSeq" + 1
  WHERE "id" = ${account} AND "changeSeq" - "nextSequence" = ${difference} RETURNING "changeSeq", "nextSequence"`;

const insertRemoval = `
  INSERT INTO "Removal" ("accountId", "sessionId", "cause", "sequences", "messageCount", "octets", "committedAt")`;

/** The lock is given back in the same transaction, and that it was there to be given back is the fence. */
export const commitUpdate: Write<Update & { committedAt: number }, Updated | UpdateRefusal> = {
  name: "commit-update",
  durability: "FULL",
  sqlite(database) {
    const unlock = database.prepare<[number, string]>(giveBackLock("?", "?"));
    const take = database.prepare<[number, number, number, number], MaildropVersion>(
      takeFromAccount("?", "?", "?", "?"),
    );
    const insert = database.prepare(`${insertRemoval} VALUES (?, ?, 'session', ?, ?, ?, ?)`);
    return ({ accountId, sessionId, version, sequences, messageCount, octets, committedAt }) => {
      if (unlock.run(accountId, sessionId).changes === 0) return "lock-lost";
      const now = take.get(messageCount, octets, accountId, version.changeSeq - version.nextSequence);
      if (now === undefined) return "changed-meanwhile";
      const removal = insert.run(accountId, sessionId, sequences, messageCount, octets, committedAt);
      return { removalId: Number(removal.lastInsertRowid), version: now };
    };
  },
  postgresql({ transaction }, { accountId, sessionId, version, sequences, messageCount, octets, committedAt }) {
    return transaction(async (query) => {
      // The account before its lock, as whoever claims the lock does: the other way round the two could wait for each other.
      await query(`SELECT 1 FROM "Account" WHERE "id" = $1 FOR UPDATE`, [accountId]);
      const unlocked = await query(`${giveBackLock("$1", "$2")} RETURNING 1`, [accountId, sessionId]);
      if (unlocked.length === 0) return "lock-lost";
      const [now] = await query<MaildropVersion & { id: number }>(
        `WITH account AS (${takeFromAccount("CAST($4 AS integer)", "CAST($5 AS bigint)", "$1", "CAST($7 AS integer)")}),
         removal AS (${insertRemoval} SELECT $1, $2, 'session', $3, $4, $5, CAST($6 AS timestamp(3)) FROM account RETURNING "id")
         SELECT "changeSeq", "nextSequence", "id" FROM account, removal`,
        [
          accountId,
          sessionId,
          sequences,
          messageCount,
          octets,
          timestamp(committedAt),
          version.changeSeq - version.nextSequence,
        ],
      );
      if (now === undefined) return "changed-meanwhile";
      const { id, ...after } = now;
      return { removalId: id, version: after };
    });
  },
};
