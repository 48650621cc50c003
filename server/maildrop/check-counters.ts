import { appendAudit } from "../audit/append-audit.ts";
import { forUpdate } from "../database/json-rows.ts";
import { engineOf } from "../database/url.ts";
import type { Db, Tx } from "../db.ts";
import type { Store } from "../store.ts";
import type { CheckPass, Finding } from "./finding.ts";
import { ascendingMembership } from "./pending-removals.ts";

const pageAccounts = 100;
/** Counted in one statement, as far as the counters say: some 10 ms. A maildrop is counted whole. */
const pageMessages = 20_000;
const closeMessages = 5000;

interface Counters {
  readonly messageCount: number;
  readonly octets: number;
  /** Of what was removed and can be brought back. */
  readonly recoverableCount: number;
  readonly recoverableOctets: number;
}

const counterNames = ["messageCount", "octets", "recoverableCount", "recoverableOctets"] as const;

/** What was counted: accounts, deleted ones that can be restored among them, and what their maildrops hold. */
export interface Counted {
  readonly accountCount: number;
  readonly messageCount: number;
  readonly octets: number;
}

/** Told of an account whose counters differ, in the transaction that looked closely. */
export type CounterNote = (
  tx: Tx,
  accountId: number,
  finding: Extract<Finding, { kind: "counters-off" }>,
) => Promise<void>;

/** Counts each account's messages, and those of it that can be brought back. */
export async function checkCounters(pass: CheckPass, note?: CounterNote): Promise<Counted> {
  const { db } = pass.store;
  const total = await db.account.count();
  let [accountCount, messageCount, octets] = [0, 0, 0];
  for (let last = 0; ; ) {
    const ids = await nextPage(db, last);
    const [first, end] = [ids.at(0), ids.at(-1)];
    if (first === undefined || end === undefined) return { accountCount, messageCount, octets };
    // One statement, so that counters and messages are of one instant.
    const page = await db.$queryRaw<
      {
        id: number | bigint;
        living: number | bigint;
        livingOctets: number | bigint;
        isOff: boolean | number | bigint;
      }[]
    >`SELECT a."id", a."living", CAST(a."livingOctets" AS bigint) AS "livingOctets", a."messageCount" <> a."living" OR a."octets" <> a."livingOctets"
        OR a."recoverableCount" <> a."kept" OR a."recoverableOctets" <> a."keptOctets" AS "isOff"
      FROM (SELECT "id", "messageCount", "octets", "recoverableCount", "recoverableOctets",
          (SELECT count(*) FROM "Message" WHERE "accountId" = "Account"."id") AS "living",
          (SELECT COALESCE(sum("octets"), 0) FROM "Message" WHERE "accountId" = "Account"."id") AS "livingOctets",
          (SELECT count(*) FROM "RemovedMessage" WHERE "accountId" = "Account"."id" AND "purgeId" IS NULL) AS "kept",
          (SELECT COALESCE(sum("octets"), 0) FROM "RemovedMessage"
            WHERE "accountId" = "Account"."id" AND "purgeId" IS NULL) AS "keptOctets"
        FROM "Account" WHERE "id" BETWEEN ${first} AND ${end}) AS a ORDER BY a."id"`;
    for (const { id, living, livingOctets, isOff } of page) {
      messageCount += Number(living);
      octets += Number(livingOctets);
      if (isOff) await lookClosely(pass, Number(id), note);
    }
    accountCount += page.length;
    pass.onProgress({ step: "counters", done: accountCount, total });
    if (pass.signal?.aborted) return { accountCount, messageCount, octets };
    last = end;
    await new Promise(setImmediate);
  }
}

/** The accounts after `last` that are counted together. */
async function nextPage(db: Db, last: number): Promise<number[]> {
  const accounts = await db.account.findMany({
    where: { id: { gt: last } },
    orderBy: { id: "asc" },
    take: pageAccounts,
    select: { id: true, messageCount: true, recoverableCount: true },
  });
  let messages = 0;
  const fitting = accounts.findIndex(({ messageCount, recoverableCount }) => {
    messages += messageCount + recoverableCount;
    return messages > pageMessages;
  });
  const most = fitting === -1 ? accounts.length : Math.max(1, fitting);
  return accounts.slice(0, most).map(({ id }) => id);
}

/** In a transaction that keeps deliveries and UPDATEs out, and knowing the removals whose rows are still to go. */
async function lookClosely(pass: CheckPass, accountId: number, note?: CounterNote): Promise<void> {
  const { store, repair, actor, onFinding } = pass;
  const found = await store.db.$transaction(async (tx) => {
    const account = await keepAccount(tx, store, accountId);
    if (!account) return null;
    const counted = await count(tx, accountId);
    if (counterNames.every((name) => counted[name] === account[name])) return null;
    const { address, ...before } = account;
    if (repair) {
      // Alone, changeSeq makes every snapshot be read anew.
      await tx.account.update({
        where: { id: accountId },
        data: { ...counted, changeSeq: { increment: 1 } },
        select: { id: true },
      });
      const entry = { action: "store.repair-counters", object: address, before, after: counted };
      await appendAudit(tx, actor, store.clock.now(), entry);
    }
    const finding = {
      kind: "counters-off",
      address,
      messageCount: before.messageCount,
      octets: before.octets,
      countedMessages: counted.messageCount,
      countedOctets: counted.octets,
      recoverable: {
        messageCount: before.recoverableCount,
        octets: before.recoverableOctets,
        countedMessages: counted.recoverableCount,
        countedOctets: counted.recoverableOctets,
      },
      isRepaired: repair,
    } as const;
    await note?.(tx, accountId, finding);
    return finding;
  });
  if (found !== null) onFinding(found);
}

async function keepAccount(tx: Tx, store: Store, accountId: number): Promise<(Counters & { address: string }) | null> {
  const columns = counterNames.map((name) => `"${name}"`).join(", ");
  const select = `SELECT "address", ${columns} FROM "Account" WHERE "id" = `;
  const [row] = await tx.$queryRawUnsafe<({ address: string } & Record<keyof Counters, number | bigint>)[]>(
    engineOf(store.environment.databaseUrl) === "sqlite" ? `${select}?` : `${select}$1 ${forUpdate.postgresql}`,
    accountId,
  );
  if (!row) return null;
  return {
    address: row.address,
    messageCount: Number(row.messageCount),
    octets: Number(row.octets),
    recoverableCount: Number(row.recoverableCount),
    recoverableOctets: Number(row.recoverableOctets),
  };
}

async function count(tx: Tx, accountId: number): Promise<Counters> {
  const pending = await tx.removal.findMany({
    where: { accountId, finishedAt: null },
    select: { sequences: true, purgeAfterAt: true },
  });
  const isRemoved = ascendingMembership(pending.map(({ sequences }) => sequences));
  const isKept = ascendingMembership(
    pending.filter(({ purgeAfterAt }) => purgeAfterAt !== null).map(({ sequences }) => sequences),
  );
  const kept = await tx.removedMessage.aggregate({
    where: { accountId, purgeId: null },
    _count: { sequence: true },
    _sum: { octets: true },
  });
  let messageCount = 0;
  let octets = 0;
  let recoverableCount = kept._count.sequence;
  let recoverableOctets = Number(kept._sum.octets ?? 0);
  for (let last = -1; ; ) {
    const page = await tx.message.findMany({
      where: { accountId, sequence: { gt: last } },
      orderBy: { sequence: "asc" },
      take: closeMessages,
      select: { sequence: true, octets: true },
    });
    for (const message of page) {
      if (isRemoved(message.sequence)) {
        // Its row is still to be moved.
        if (isKept(message.sequence)) {
          recoverableCount += 1;
          recoverableOctets += message.octets;
        }
        continue;
      }
      messageCount += 1;
      octets += message.octets;
    }
    if (page.length < closeMessages) return { messageCount, octets, recoverableCount, recoverableOctets };
    last = page.at(-1)?.sequence ?? last;
  }
}
