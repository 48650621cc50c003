import { appendAudit } from "../audit/append-audit.ts";
import { forUpdate } from "../database/json-rows.ts";
import { engineOf } from "../database/url.ts";
import type { Tx } from "../db.ts";
import type { Store } from "../store.ts";
import type { CheckPass } from "./finding.ts";
import { ascendingMembership, readPendingRemovals } from "./pending-removals.ts";

const pageAccounts = 100;
const pageMessages = 5000;

interface Counters {
  readonly messageCount: number;
  readonly octets: number;
}

/** Counts each account's messages. Gives the number of accounts. */
export async function checkCounters(pass: CheckPass): Promise<number> {
  const { db } = pass.store;
  const total = await db.account.count();
  let done = 0;
  for (let last = 0; ; ) {
    // One statement, so that counters and messages are of one instant.
    const page = await db.$queryRaw<
      { id: number | bigint; isOff: boolean | number | bigint }[]
    >`SELECT a."id", a."messageCount" <> count(m."sequence") OR a."octets" <> COALESCE(sum(m."octets"), 0) AS "isOff"
      FROM (SELECT "id", "messageCount", "octets" FROM "Account" WHERE "id" > ${last} ORDER BY "id" LIMIT ${pageAccounts}) AS a
      LEFT JOIN "Message" AS m ON m."accountId" = a."id" GROUP BY a."id", a."messageCount", a."octets" ORDER BY a."id"`;
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
    if (counted.messageCount === account.messageCount && counted.octets === account.octets) return;
    const { address, messageCount, octets } = account;
    if (repair) {
      // Alone, changeSeq makes every snapshot be read anew.
      await tx.account.update({
        where: { id: accountId },
        data: { ...counted, changeSeq: { increment: 1 } },
        select: { id: true },
      });
      const before = { messageCount, octets };
      const entry = { action: "store.repair-counters", object: address, before, after: counted };
      await appendAudit(tx, actor, store.clock.now(), entry);
    }
    onFinding({
      kind: "counters-off",
      address,
      messageCount,
      octets,
      countedMessages: counted.messageCount,
      countedOctets: counted.octets,
      isRepaired: repair,
    });
  });
}

async function keepAccount(tx: Tx, store: Store, accountId: number): Promise<(Counters & { address: string }) | null> {
  const select = `SELECT "address", "messageCount", "octets" FROM "Account" WHERE "id" = `;
  const [row] = await tx.$queryRawUnsafe<{ address: string; messageCount: number | bigint; octets: number | bigint }[]>(
    engineOf(store.environment.databaseUrl) === "sqlite" ? `${select}?` : `${select}$1 ${forUpdate.postgresql}`,
    accountId,
  );
  return row ? { address: row.address, messageCount: Number(row.messageCount), octets: Number(row.octets) } : null;
}

async function count(tx: Tx, accountId: number): Promise<Counters> {
  const isRemoved = ascendingMembership(await readPendingRemovals(tx, accountId));
  let messageCount = 0;
  let octets = 0;
  for (let last = -1; ; ) {
    const page = await tx.message.findMany({
      where: { accountId, sequence: { gt: last } },
      orderBy: { sequence: "asc" },
      take: pageMessages,
      select: { sequence: true, octets: true },
    });
    for (const message of page) {
      if (isRemoved(message.sequence)) continue;
      messageCount += 1;
      octets += message.octets;
    }
    if (page.length < pageMessages) return { messageCount, octets };
    last = page.at(-1)?.sequence ?? last;
  }
}
