import { appendAudit } from "../audit/append-audit.ts";
import { forUpdate } from "../database/json-rows.ts";
import { engineOf } from "../database/url.ts";
import type { Tx } from "../db.ts";
import type { Store } from "../store.ts";
import type { CheckPass } from "./finding.ts";
import { ascendingMembership } from "./pending-removals.ts";

const pageAccounts = 100;
const pageMessages = 5000;

interface Counters {
  readonly messageCount: number;
  readonly octets: number;
  /** Of what was removed and can be brought back. */
  readonly recoverableCount: number;
  readonly recoverableOctets: number;
}

const counterNames = ["messageCount", "octets", "recoverableCount", "recoverableOctets"] as const;

/** Counts each account's messages. Gives the number of accounts. */
export async function checkCounters(pass: CheckPass): Promise<number> {
  const { db } = pass.store;
  const total = await db.account.count();
  let done = 0;
  for (let last = 0; ; ) {
    // One statement, so that counters and messages are of one instant.
    const page = await db.$queryRaw<
      { id: number | bigint; isOff: boolean | number | bigint }[]
    >`SELECT a."id", a."messageCount" <> a."living" OR a."octets" <> a."livingOctets"
        OR a."recoverableCount" <> a."kept" OR a."recoverableOctets" <> a."keptOctets" AS "isOff"
      FROM (SELECT "id", "messageCount", "octets", "recoverableCount", "recoverableOctets",
          (SELECT count(*) FROM "Message" WHERE "accountId" = "Account"."id") AS "living",
          (SELECT COALESCE(sum("octets"), 0) FROM "Message" WHERE "accountId" = "Account"."id") AS "livingOctets",
          (SELECT count(*) FROM "RemovedMessage" WHERE "accountId" = "Account"."id" AND "purgeId" IS NULL) AS "kept",
          (SELECT COALESCE(sum("octets"), 0) FROM "RemovedMessage"
            WHERE "accountId" = "Account"."id" AND "purgeId" IS NULL) AS "keptOctets"
        FROM "Account" WHERE "id" > ${last} ORDER BY "id" LIMIT ${pageAccounts}) AS a ORDER BY a."id"`;
    for (const { id, isOff } of page) if (isOff) await lookClosely(pass, Number(id));
    done += page.length;
    pass.onProgress({ step: "counters", done, total });
    if (page.length < pageAccounts || pass.signal?.aborted) return done;
    last = Number(page.at(-1)?.id);
    await new Promise(setImmediate);
  }
}

/** In a transaction that keeps deliveries and UPDATEs out, and knowing the removals whose rows are still to go. */
async function lookClosely(pass: CheckPass, accountId: number): Promise<void> {
  const { store, repair, actor, onFinding } = pass;
  await store.db.$transaction(async (tx) => {
    const account = await keepAccount(tx, store, accountId);
    if (!account) return;
    const counted = await count(tx, accountId);
    if (counterNames.every((name) => counted[name] === account[name])) return;
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
    onFinding({
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
    });
  });
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
      take: pageMessages,
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
    if (page.length < pageMessages) return { messageCount, octets, recoverableCount, recoverableOctets };
    last = page.at(-1)?.sequence ?? last;
  }
}
