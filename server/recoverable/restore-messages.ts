import { setImmediate as turn } from "node:timers/promises";
import { type Actor, appendAudit } from "../audit/append-audit.ts";
import { engineOf } from "../database/url.ts";
import type { Tx } from "../db.ts";
import { DomainError } from "../errors.ts";
import { finishRemovals } from "../maildrop/finish-removals.ts";
import { packSequences } from "../maildrop/packed-set.ts";
import type { Store } from "../store.ts";
import { byAccount } from "./by-account.ts";
import { keepAccount } from "./keep-account.ts";
import { restoreForDownload } from "./restore-for-download.ts";
import { roomFor } from "./room-for.ts";
import type { RestorationInput } from "./schema.ts";

/** Brought back in one transaction. */
const restoredAtOnce = 500;

export interface Restored {
  readonly messageCount: number;
  readonly octets: number;
  /** Accounts to which nothing was brought back, and why not. */
  readonly refused: readonly { readonly address: string; readonly reason: string }[];
}

/**
 * Brings removed messages back: as they were, in their old place and with their unique-ids, so that no mail program that knew them
 * downloads them again; or, "restore-for-download", at the end under new ones. Those gone meanwhile are passed over. Refuses what
 * concerns one account only: `not-found`; `in-use` while a session has the maildrop (it would see other messages than it listed);
 * `over-quota`. Of several accounts the others go on.
 */
export async function restoreMessages(
  store: Store,
  { messages, kind }: RestorationInput,
  actor: Actor,
): Promise<Restored> {
  const refused: { address: string; reason: string }[] = [];
  let messageCount = 0;
  let octets = 0;
  const groups = byAccount(messages);
  for (const [accountId, sequences] of groups) {
    try {
      const done =
        kind === "restore"
          ? await restoreInPlace(store, accountId, sequences, actor)
          : await restoreForDownload(store, accountId, sequences, actor);
      messageCount += done.messageCount;
      octets += done.octets;
    } catch (error) {
      if (groups.size === 1 || !(error instanceof DomainError)) throw error;
      const account = await store.db.account.findUnique({ where: { id: accountId }, select: { address: true } });
      refused.push({ address: account?.address ?? `account ${accountId}`, reason: error.message });
    }
  }
  if (messageCount === 0 && refused.length === 0) {
    throw new DomainError(
      "not-found",
      "None of these messages can be brought back any more: they were restored or purged.",
    );
  }
  return { messageCount, octets, refused };
}

async function restoreInPlace(
  store: Store,
  accountId: number,
  sequences: readonly number[],
  actor: Actor,
): Promise<{ messageCount: number; octets: number }> {
  // A removal whose rows are still on their way would take them again.
  await finishRemovals(store, { accountIds: [accountId] });
  const done = { messageCount: 0, octets: 0 };
  for (let from = 0; from < sequences.length; from += restoredAtOnce) {
    const page = await restorePage(store, accountId, sequences.slice(from, from + restoredAtOnce), actor);
    done.messageCount += page.messageCount;
    done.octets += page.octets;
    // Last, for the rows count: an index made anew shows them among the mail again.
    await store.bodies.bringBack(page.places);
    await turn();
  }
  return done;
}

async function restorePage(store: Store, accountId: number, sequences: readonly number[], actor: Actor) {
  const now = store.clock.now();
  return store.db.$transaction(async (tx) => {
    const account = await keepAccount(tx, store, accountId);
    if (account === null || account.isDeleted) {
      throw new DomainError("not-found", "This account is no more, or is being deleted: restore the account first.");
    }
    await refuseWhileOpen(tx, accountId, account.address);
    const rows = await tx.removedMessage.findMany({
      where: {
        accountId,
        sequence: { in: [...sequences] },
        purgeId: null,
        removal: { finishedAt: { not: null } },
      },
      orderBy: { sequence: "asc" },
      select: { sequence: true, octets: true, bodyPlace: true },
    });
    const octets = rows.reduce((sum, row) => sum + row.octets, 0);
    const places = rows.map(({ bodyPlace }) => bodyPlace);
    if (rows.length === 0) return { messageCount: 0, octets: 0, places };
    await roomFor(tx, store, account, rows.length, octets);
    const restored = rows.map(({ sequence }) => sequence);
    const moved = await moveBack(tx, store, accountId, restored);
    if (moved !== rows.length) throw new Error(`${moved} of ${rows.length} messages could be moved back`);
    await tx.account.update({
      where: { id: accountId },
      data: {
        messageCount: { increment: rows.length },
        octets: { increment: octets },
        recoverableCount: { decrement: rows.length },
        recoverableOctets: { decrement: octets },
        // Alone, so that no listing is taken for one that lacks deliveries only.
        changeSeq: { increment: 1 },
      },
      select: { id: true },
    });
    await tx.restoration.create({
      data: {
        accountId,
        kind: "restore",
        actorName: actor.name,
        sequences: packSequences(restored),
        messageCount: rows.length,
        octets,
        committedAt: now,
      },
      select: { id: true },
    });
    const after = { messageCount: rows.length, octets };
    await appendAudit(tx, actor, now, { action: "recoverable.restore", object: account.address, after });
    return { messageCount: rows.length, octets, places };
  });
}

/** Whoever claims the lock takes the account first, which this transaction has: so nobody comes between. */
async function refuseWhileOpen(tx: Tx, accountId: number, address: string): Promise<void> {
  const lock = await tx.maildropLock.findUnique({ where: { accountId }, select: { acquiredAt: true } });
  if (lock === null) return;
  const since = `${lock.acquiredAt.toISOString().slice(11, 16)} UTC`;
  throw new DomainError(
    "in-use",
    `A mail program has the maildrop of ${address} open since ${since}; end that session on the page Sessions, or try again when it is over. "Restore for download" need not wait.`,
  );
}

const columns = [
  "accountId",
  "sequence",
  "uniqueEpoch",
  "uniqueNumber",
  "importedId",
  "octets",
  "headerOctets",
  "hasDotLines",
  "bodyPlace",
  "arrivedAt",
  "downloadedAt",
]
  .map((name) => `"${name}"`)
  .join(", ");

/** Gives how many rows it moved. On PostgreSQL one statement: a place that is being changed meanwhile is never the old one. */
async function moveBack(tx: Tx, store: Store, accountId: number, sequences: readonly number[]): Promise<number> {
  if (engineOf(store.environment.databaseUrl) === "postgresql") {
    return tx.$executeRawUnsafe(
      `WITH gone AS (DELETE FROM "RemovedMessage" WHERE "accountId" = $1 AND "sequence" = ANY(CAST($2 AS integer[]))
         AND "purgeId" IS NULL RETURNING ${columns})
       INSERT INTO "Message" (${columns}) SELECT ${columns} FROM gone`,
      accountId,
      sequences,
    );
  }
  const where = `"accountId" = ? AND "sequence" IN (SELECT value FROM json_each(?)) AND "purgeId" IS NULL`;
  const list = JSON.stringify(sequences);
  await tx.$executeRawUnsafe(
    `INSERT INTO "Message" (${columns}) SELECT ${columns} FROM "RemovedMessage" WHERE ${where}`,
    accountId,
    list,
  );
  return tx.$executeRawUnsafe(`DELETE FROM "RemovedMessage" WHERE ${where}`, accountId, list);
}
