import { effective, isHeldAt, ruleJoins } from "../retention/effective-sql.ts";
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
  /** Until then what was removed can be brought back, in milliseconds since 1970; null: it goes at once. */
  readonly purgeAfterAt: number | null;
}

/** The lock was another's, or nobody's; or somebody who is no delivery changed the maildrop since it was listed. */
export type UpdateRefusal = "lock-lost" | "changed-meanwhile";

const giveBackLock = (account: string, session: string) =>
  `DELETE FROM "MaildropLock" WHERE "accountId" = ${account} AND "sessionId" = ${session}`;

/** Touches no row where another change than a delivery came since: then some of the marked may be gone already. */
const takeFromAccount = (count: string, octets: string, kept: string, account: string, difference: string) => `
  UPDATE "Account" SET "messageCount" = "messageCount" - ${count}, "octets" = "octets" - ${octets}, "changeSeq" = "changeSeq" + 1,
    "recoverableCount" = "recoverableCount" + ${kept} * ${count}, "recoverableOctets" = "recoverableOctets" + ${kept} * ${octets}
  WHERE "id" = ${account} AND "changeSeq" - "nextSequence" = ${difference} RETURNING "changeSeq", "nextSequence"`;

const insertRemoval = `
  INSERT INTO "Removal" ("accountId", "sessionId", "cause", "sequences", "messageCount", "octets", "committedAt", "purgeAfterAt")`;

/** What becomes of what this account removes, as the rules have it in this transaction. */
interface Keeping {
  readonly onDele: string;
  readonly recoverableDays: number;
  readonly isHeld: boolean | 0 | 1;
}

const selectKeeping = (account: string, now: string) => `
  SELECT ${effective.onDele} AS "onDele", ${effective.recoverableDays} AS "recoverableDays", ${isHeldAt(now)} AS "isHeld"
  FROM "Account" AS a ${ruleJoins} WHERE a."id" = ${account}`;

const dayMs = 86_400_000;

/**
 * Until when; null: not at all. On hold all is kept, whatever DELE does otherwise: a mail program must be able to work, and nothing
 * may be lost. "refuse" is said at DELE; where it came after that, the client was told its message is deleted, so it is kept.
 */
function keptUntil({ onDele, recoverableDays, isHeld }: Keeping, committedAt: number): number | null {
  return onDele === "remove" && !isHeld ? null : committedAt + recoverableDays * dayMs;
}

/** The lock is given back in the same transaction, and that it was there to be given back is the fence. */
export const commitUpdate: Write<Update & { committedAt: number }, Updated | UpdateRefusal> = {
  name: "commit-update",
  durability: "FULL",
  sqlite(database) {
    const unlock = database.prepare<[number, string]>(giveBackLock("?", "?"));
    const keeping = database.prepare<{ accountId: number; now: number }, Keeping>(selectKeeping("@accountId", "@now"));
    const take = database.prepare<
      { count: number; octets: number; kept: number; accountId: number; difference: number },
      MaildropVersion
    >(takeFromAccount("@count", "@octets", "@kept", "@accountId", "@difference"));
    const insert = database.prepare(`${insertRemoval} VALUES (?, ?, 'session', ?, ?, ?, ?, ?)`);
    return ({ accountId, sessionId, version, sequences, messageCount, octets, committedAt }) => {
      if (unlock.run(accountId, sessionId).changes === 0) return "lock-lost";
      const asked = keeping.get({ accountId, now: committedAt });
      const purgeAfterAt = asked === undefined ? null : keptUntil(asked, committedAt);
      const kept = purgeAfterAt === null ? 0 : 1;
      const difference = version.changeSeq - version.nextSequence;
      const now = take.get({ count: messageCount, octets, kept, accountId, difference });
      if (now === undefined) return "changed-meanwhile";
      const removal = insert.run(accountId, sessionId, sequences, messageCount, octets, committedAt, purgeAfterAt);
      return { removalId: Number(removal.lastInsertRowid), version: now, purgeAfterAt };
    };
  },
  postgresql({ transaction }, { accountId, sessionId, version, sequences, messageCount, octets, committedAt }) {
    return transaction(async (query) => {
      // The account before its lock, as whoever claims the lock does: the other way round the two could wait for each other.
      const [asked] = await query<Keeping>(`${selectKeeping("$1", "CAST($2 AS timestamp(3))")} FOR UPDATE OF a`, [
        accountId,
        timestamp(committedAt),
      ]);
      const unlocked = await query(`${giveBackLock("$1", "$2")} RETURNING 1`, [accountId, sessionId]);
      if (unlocked.length === 0) return "lock-lost";
      const purgeAfterAt = asked === undefined ? null : keptUntil(asked, committedAt);
      const take = takeFromAccount(
        "CAST($4 AS integer)",
        "CAST($5 AS bigint)",
        "CAST($9 AS integer)",
        "$1",
        "CAST($7 AS integer)",
      );
      const [now] = await query<MaildropVersion & { id: number }>(
        `WITH account AS (${take}),
         removal AS (${insertRemoval} SELECT $1, $2, 'session', $3, $4, $5, CAST($6 AS timestamp(3)), CAST($8 AS timestamp(3))
           FROM account RETURNING "id")
         SELECT "changeSeq", "nextSequence", "id" FROM account, removal`,
        [
          accountId,
          sessionId,
          sequences,
          messageCount,
          octets,
          timestamp(committedAt),
          version.changeSeq - version.nextSequence,
          purgeAfterAt === null ? null : timestamp(purgeAfterAt),
          purgeAfterAt === null ? 0 : 1,
        ],
      );
      if (now === undefined) return "changed-meanwhile";
      const { id, ...after } = now;
      return { removalId: id, version: after, purgeAfterAt };
    });
  },
};
