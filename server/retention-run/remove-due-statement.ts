import { ascendingMembership } from "../maildrop/removed-membership.ts";
import { packSequences } from "../maildrop/packed-set.ts";
import { uniqueIdOf } from "../message/unique-id.ts";
import { effective, isHeldAt, ruleJoins } from "../retention/effective-sql.ts";
import { timestamp } from "../statement/postgresql/postgres.ts";
import type { Write } from "../statement/statement.ts";
import { type DueRow, dueColumns, dueCondition, instantsOf } from "./due-statements.ts";
import { packFacts } from "./part-facts.ts";
import { fullSecond, type Policy, policyWords } from "./policy.ts";

export interface RemoveDue {
  readonly runId: number;
  readonly accountId: number;
  /** Only behind this sequence: rows of what was removed a moment ago may still be there, and are passed by. */
  readonly after: number;
  /** Messages looked at, at most; there may be more. */
  readonly take: number;
  /** Milliseconds since 1970. */
  readonly now: number;
}

export interface RemovedDue {
  readonly messageCount: number;
  readonly octets: number;
  /** The last sequence looked at, where there may be more behind it. */
  readonly next: number | null;
}

/** A session has the maildrop; or the account is gone; or the run was cancelled or is not allowed to remove. */
export type NotRemoved = "locked" | "gone" | "stopped";

const dayMs = 86_400_000;

/** The account as it is in this transaction, with the rules that hold for it now: they may have changed since the run was planned. */
interface Found {
  readonly address: string;
  readonly arrivalDays: number | null;
  readonly downloadDays: number | null;
  readonly keepsUndownloaded: number | boolean;
  readonly recoverableDays: number;
  readonly isHeld: number | boolean;
  readonly isLocked: number | boolean;
  readonly mayRemove: number | boolean;
}

const selectFound = (account: string, run: string, now: string) => `
  SELECT a."address", ${effective.removeAfterArrivalDays} AS "arrivalDays", ${effective.removeAfterDownloadDays} AS "downloadDays",
    ${effective.keepsUndownloaded} AS "keepsUndownloaded", ${effective.recoverableDays} AS "recoverableDays",
    ${isHeldAt(now)} AS "isHeld", EXISTS (SELECT 1 FROM "MaildropLock" l WHERE l."accountId" = a."id") AS "isLocked",
    EXISTS (SELECT 1 FROM "RetentionRun" r WHERE r."id" = ${run} AND r."state" = 'running' AND r."cancelWishedAt" IS NULL) AS "mayRemove"
  FROM "Account" AS a ${ruleJoins} WHERE a."id" = ${account} AND a."deletedAt" IS NULL`;

const selectPending = (account: string) =>
  `SELECT "sequences" FROM "Removal" WHERE "accountId" = ${account} AND "finishedAt" IS NULL`;

const selectDue = (account: string, after: string, take: string, condition: string) =>
  `SELECT ${dueColumns} FROM "Message" WHERE "accountId" = ${account} AND "sequence" > ${after} AND ${condition}
   ORDER BY "sequence" LIMIT ${take}`;

const insertRemoval = `INSERT INTO "Removal" ("accountId", "cause", "runId", "rule", "sequences", "messageCount", "octets",
  "committedAt", "purgeAfterAt")`;

const insertPart = `INSERT INTO "RetentionRunPart" ("runId", "accountId", "address", "rule", "removalId", "messageCount", "octets",
  "purgeAfterAt", "removedAt", "facts")`;

/** Alone, changeSeq makes every snapshot be read anew. */
const takeFromAccount = (count: string, octets: string, account: string) => `
  UPDATE "Account" SET "messageCount" = "messageCount" - ${count}, "octets" = "octets" - ${octets},
    "recoverableCount" = "recoverableCount" + ${count}, "recoverableOctets" = "recoverableOctets" + ${octets},
    "changeSeq" = "changeSeq" + 1 WHERE "id" = ${account}`;

const addToRun = (count: string, octets: string, run: string) => `
  UPDATE "RetentionRun" SET "removedCount" = "removedCount" + ${count}, "removedOctets" = "removedOctets" + ${octets}
  WHERE "id" = ${run}`;

/** What this transaction decides to remove. */
interface Decision {
  readonly sequences: Uint8Array<ArrayBuffer>;
  readonly messageCount: number;
  readonly octets: number;
  readonly rule: string;
  readonly purgeAfterAt: number;
  readonly facts: Buffer;
  readonly next: number | null;
}

function policyOf(found: Found, now: number): Policy | null {
  const { arrivalDays, downloadDays } = found;
  if (found.isHeld || (arrivalDays === null && downloadDays === null)) return null;
  const before = (days: number | null) => (days === null ? null : fullSecond(now) - days * dayMs);
  return {
    arrivedBefore: before(arrivalDays),
    downloadedBefore: before(downloadDays),
    keepsUndownloaded: Boolean(found.keepsUndownloaded),
    recoverableDays: found.recoverableDays,
    words: policyWords({ arrivalDays, downloadDays, keepsUndownloaded: Boolean(found.keepsUndownloaded) }),
  };
}

/** Without those whose removal is committed already and whose rows are still to go. */
function decide(
  due: readonly DueRow[],
  pending: readonly Uint8Array[],
  policy: Policy,
  { take, now }: RemoveDue,
): Decision {
  const isRemoved = ascendingMembership(pending);
  const rows = due.filter(({ sequence }) => !isRemoved(sequence));
  return {
    sequences: packSequences(rows.map(({ sequence }) => sequence)),
    messageCount: rows.length,
    octets: rows.reduce((sum, { octets }) => sum + octets, 0),
    rule: policy.words,
    purgeAfterAt: now + policy.recoverableDays * dayMs,
    facts: packFacts(
      rows.map(({ uniqueEpoch, uniqueNumber, importedId, octets, arrivedAt, downloadedAt }) => ({
        uniqueId: importedId ?? uniqueIdOf({ epoch: uniqueEpoch, number: uniqueNumber }),
        octets,
        arrivedAt,
        downloadedAt,
      })),
    ),
    next: due.length === take ? (due.at(-1)?.sequence ?? null) : null,
  };
}

function refusalOf(found: Found | undefined): NotRemoved | null {
  if (found === undefined) return "gone";
  if (!found.mayRemove) return "stopped";
  return found.isLocked ? "locked" : null;
}

const nothing: RemovedDue = { messageCount: 0, octets: 0, next: null };

/**
 * Removes what is due in one maildrop, by the rules and downloads as they are in this transaction, and writes the report of it. A
 * session that holds the maildrop keeps it from being touched; one that comes waits for the commit.
 */
export const removeDue: Write<RemoveDue, RemovedDue | NotRemoved> = {
  name: "remove-due",
  durability: "FULL",
  sqlite(database) {
    const find = database.prepare<{ account: number; run: number; now: number }, Found>(
      selectFound("@account", "@run", "@now"),
    );
    const pending = database.prepare<[number], Uint8Array>(selectPending("?")).pluck();
    const removal = database.prepare(`${insertRemoval} VALUES (?, 'retention', ?, ?, ?, ?, ?, ?, ?)`);
    const part = database.prepare(`${insertPart} VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`);
    const take = database.prepare(takeFromAccount("@count", "@octets", "@account"));
    const add = database.prepare(addToRun("?", "?", "?"));
    return (asked) => {
      const { runId, accountId, now } = asked;
      const found = find.get({ account: accountId, run: runId, now });
      const refusal = refusalOf(found);
      if (found === undefined || refusal !== null) return refusal ?? "gone";
      const policy = policyOf(found, now);
      if (policy === null) return nothing;
      const due = database
        .prepare<number[], DueRow>(selectDue("?", "?", "?", dueCondition(policy, ["?", "?"])))
        .all(accountId, asked.after, ...instantsOf(policy), asked.take);
      const decision = decide(due, pending.all(accountId), policy, asked);
      const { sequences, messageCount, octets, rule, purgeAfterAt, facts, next } = decision;
      if (messageCount === 0) return { ...nothing, next };
      const { lastInsertRowid } = removal.run(
        accountId,
        runId,
        rule,
        sequences,
        messageCount,
        octets,
        now,
        purgeAfterAt,
      );
      part.run(runId, accountId, found.address, rule, lastInsertRowid, messageCount, octets, purgeAfterAt, now, facts);
      take.run({ count: messageCount, octets, account: accountId });
      add.run(messageCount, octets, runId);
      return { messageCount, octets, next };
    };
  },
  postgresql({ transaction }, asked) {
    const { runId, accountId, now } = asked;
    return transaction(async (query) => {
      // The account first, as whoever claims its lock does.
      await query(`SELECT 1 FROM "Account" WHERE "id" = $1 FOR UPDATE`, [accountId]);
      const [found] = await query<Found>(selectFound("$1", "$2", "CAST($3 AS timestamp(3))"), [
        accountId,
        runId,
        timestamp(now),
      ]);
      const refusal = refusalOf(found);
      if (found === undefined || refusal !== null) return refusal ?? "gone";
      const policy = policyOf(found, now);
      if (policy === null) return nothing;
      // Before the rows: a removal that ends between the two has taken its rows, and would be counted again the other way round.
      const pending = await query<{ sequences: Uint8Array }>(selectPending("$1"), [accountId]);
      const places = ["CAST($4 AS timestamp(3))", "CAST($5 AS timestamp(3))"];
      const due = await query<DueRow>(selectDue("$1", "$2", "$3", dueCondition(policy, places)), [
        accountId,
        asked.after,
        asked.take,
        ...instantsOf(policy).map(timestamp),
      ]);
      const decision = decide(
        due,
        pending.map(({ sequences }) => sequences),
        policy,
        asked,
      );
      const { sequences, messageCount, octets, rule, purgeAfterAt, facts, next } = decision;
      if (messageCount === 0) return { ...nothing, next };
      const [removal] = await query<{ id: number }>(
        `${insertRemoval} VALUES ($1, 'retention', $2, $3, $4, $5, $6, CAST($7 AS timestamp(3)), CAST($8 AS timestamp(3)))
         RETURNING "id"`,
        [accountId, runId, rule, sequences, messageCount, octets, timestamp(now), timestamp(purgeAfterAt)],
      );
      await query(
        `${insertPart} VALUES ($1, $2, $3, $4, $5, $6, $7, CAST($8 AS timestamp(3)), CAST($9 AS timestamp(3)), $10)`,
        [
          runId,
          accountId,
          found.address,
          rule,
          removal?.id,
          messageCount,
          octets,
          timestamp(purgeAfterAt),
          timestamp(now),
          facts,
        ],
      );
      await query(takeFromAccount("CAST($1 AS integer)", "CAST($2 AS bigint)", "$3"), [
        messageCount,
        octets,
        accountId,
      ]);
      await query(addToRun("CAST($1 AS integer)", "CAST($2 AS bigint)", "$3"), [messageCount, octets, runId]);
      return { messageCount, octets, next };
    });
  },
};
