import { setImmediate as turn } from "node:timers/promises";
import { type Actor, appendAudit } from "../audit/append-audit.ts";
import type { Tx } from "../db.ts";
import { DomainError } from "../errors.ts";
import { packSequences } from "../maildrop/packed-set.ts";
import { isKeptFromPurge } from "../retention/is-kept-from-purge.ts";
import type { Store } from "../store.ts";
import { byAccount } from "./by-account.ts";
import { finishPurges } from "./finish-purges.ts";
import { keepAccount } from "./keep-account.ts";
import type { PurgeOrder } from "./schema.ts";

/** Purged in one transaction. */
const purgedAtOnce = 200;

export interface Purged {
  readonly messageCount: number;
  readonly octets: number;
}

/**
 * Purges recoverable messages for good, now: nobody can undo it. Those gone meanwhile are passed over. Refuses with `not-allowed` where a
 * legal hold is, or ended lately; nothing of any account was purged then.
 */
export async function purgeMessages(store: Store, { messages }: PurgeOrder, actor: Actor): Promise<Purged> {
  const groups = byAccount(messages);
  for (const accountId of groups.keys()) {
    if (await isKeptFromPurge(store.db, store, accountId)) throw onHold(await addressOf(store, accountId));
  }
  const done = { messageCount: 0, octets: 0 };
  for (const [accountId, sequences] of groups) {
    const purged = await purgeOfAccount(store, accountId, sequences, { cause: "administrator", actor });
    done.messageCount += purged.messageCount;
    done.octets += purged.octets;
  }
  return done;
}

export interface PurgeReason {
  readonly cause: "administrator" | "expired";
  /** Null: the daemon, whose purges are rows of their own and no audit entries. */
  readonly actor: Actor | null;
}

/** In pages, each committed and then carried out. */
export async function purgeOfAccount(
  store: Store,
  accountId: number,
  sequences: readonly number[],
  reason: PurgeReason,
): Promise<Purged> {
  const done = { messageCount: 0, octets: 0 };
  for (let from = 0; from < sequences.length; from += purgedAtOnce) {
    const page = sequences.slice(from, from + purgedAtOnce);
    const purged = await store.db.$transaction((tx) => commitPurge(tx, store, accountId, page, reason));
    if (purged === null) continue;
    await finishPurges(store, { id: purged.id });
    done.messageCount += purged.messageCount;
    done.octets += purged.octets;
    await turn();
  }
  return done;
}

async function commitPurge(
  tx: Tx,
  store: Store,
  accountId: number,
  sequences: readonly number[],
  { cause, actor }: PurgeReason,
): Promise<(Purged & { id: number }) | null> {
  const now = store.clock.now();
  const account = await keepAccount(tx, store, accountId);
  if (account === null) return null;
  if (await isKeptFromPurge(tx, store, accountId)) {
    if (cause === "expired") return null;
    throw onHold(account.address);
  }
  const rows = await tx.removedMessage.findMany({
    where: {
      accountId,
      sequence: { in: [...sequences] },
      purgeId: null,
      ...(cause === "expired" ? { purgeAfterAt: { lte: now } } : {}),
    },
    orderBy: { sequence: "asc" },
    select: { sequence: true, octets: true },
  });
  if (rows.length === 0) return null;
  const octets = rows.reduce((sum, row) => sum + row.octets, 0);
  const purged = rows.map(({ sequence }) => sequence);
  const { id } = await tx.purge.create({
    data: {
      accountId,
      address: account.address,
      cause,
      actorName: actor?.name ?? "",
      sequences: packSequences(purged),
      messageCount: rows.length,
      octets,
      committedAt: now,
    },
    select: { id: true },
  });
  await tx.removedMessage.updateMany({ where: { accountId, sequence: { in: purged } }, data: { purgeId: id } });
  await tx.account.update({
    where: { id: accountId },
    data: { recoverableCount: { decrement: rows.length }, recoverableOctets: { decrement: octets } },
    select: { id: true },
  });
  if (actor !== null) {
    const after = { messageCount: rows.length, octets };
    await appendAudit(tx, actor, now, { action: "recoverable.purge", object: account.address, before: after });
  }
  return { id, messageCount: rows.length, octets };
}

function onHold(address: string): DomainError {
  return new DomainError(
    "not-allowed",
    `${address} is under a legal hold, or was until lately: nothing of it can be purged.`,
  );
}

async function addressOf({ db }: Store, accountId: number): Promise<string> {
  const account = await db.account.findUnique({ where: { id: accountId }, select: { address: true } });
  return account?.address ?? "This account";
}
