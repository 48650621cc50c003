import { setTimeout as wait } from "node:timers/promises";
import { uniqueIdOf } from "../message/unique-id.ts";
import { readHead } from "../message/read-head.ts";
import { readSettings } from "../setting/read.ts";
import type { Store } from "../store.ts";

const accountsAtOnce = 200;
const messagesAtOnce = 40;
/** Between pages of messages: there is no hurry, and mail comes first. */
const pauseMs = 200;
const overlapMs = 60 * 60_000;
const dayMs = 86_400_000;
const nothing = new Uint8Array();

/**
 * Writes receipts of messages that have none although they are there: those of a process that died before it had written them, and all of an
 * installation whose logs are new. Their way is read from their own header. Gives how many.
 */
export async function writeMissingReceipts(store: Store, stop?: AbortSignal): Promise<number> {
  const { receiptDays } = await readSettings(store);
  if (receiptDays === null) return 0;
  const horizon = new Date(store.clock.now().getTime() - receiptDays * dayMs);
  const { _max } = await store.logs.receipt.aggregate({ _max: { arrivedAt: true } });
  const since = _max.arrivedAt === null ? horizon : new Date(_max.arrivedAt.getTime() - overlapMs);
  let written = 0;
  for (let after = 0; !stop?.aborted; ) {
    const accounts = await store.db.account.findMany({
      where: { id: { gt: after }, messageCount: { gt: 0 }, lastDeliveryAt: { gte: since } },
      orderBy: { id: "asc" },
      take: accountsAtOnce,
      select: { id: true, address: true },
    });
    const newest = await newestOf(
      store,
      accounts.map(({ id }) => id),
    );
    for (const account of accounts)
      written += await ofAccount(store, account, { newest: newest.get(account.id) ?? 0, since, horizon }, stop);
    const last = accounts.at(-1);
    if (last === undefined || accounts.length < accountsAtOnce) break;
    after = last.id;
  }
  return written;
}

/** The newest sequence of each account that has a receipt. */
async function newestOf({ logs }: Store, ids: readonly number[]): Promise<Map<number, number>> {
  const rows = await logs.receipt.groupBy({
    by: ["accountId"],
    where: { accountId: { in: [...ids] } },
    _max: { sequence: true },
  });
  return new Map(rows.map(({ accountId, _max }) => [accountId, _max.sequence ?? 0]));
}

async function ofAccount(
  store: Store,
  { id: accountId, address }: { id: number; address: string },
  { newest, since, horizon }: { newest: number; since: Date; horizon: Date },
  stop?: AbortSignal,
): Promise<number> {
  let written = 0;
  for (let after = 0; !stop?.aborted; ) {
    const rows = await store.db.message.findMany({
      where: {
        accountId,
        AND: [
          { sequence: { gt: after }, arrivedAt: { gte: horizon } },
          // What was lost may lie before what was written since.
          { OR: [{ sequence: { gt: newest } }, { arrivedAt: { gte: since } }] },
        ],
      },
      orderBy: { sequence: "asc" },
      take: messagesAtOnce,
      select: {
        sequence: true,
        uniqueEpoch: true,
        uniqueNumber: true,
        importedId: true,
        octets: true,
        headerOctets: true,
        bodyPlace: true,
        arrivedAt: true,
      },
    });
    const there = await store.logs.receipt.findMany({
      where: { accountId, sequence: { in: rows.map(({ sequence }) => sequence) } },
      select: { sequence: true },
    });
    const known = new Set(there.map(({ sequence }) => sequence));
    const missing = rows.filter(({ sequence }) => !known.has(sequence));
    for (const row of missing) {
      const { sequence, octets, arrivedAt, importedId, uniqueEpoch: epoch, uniqueNumber } = row;
      const uniqueId = importedId ?? uniqueIdOf({ epoch, number: Number(uniqueNumber) });
      const head = await readHead(store, row);
      store.receipts.note({ accountId, sequence, address, uniqueId, octets, arrivedAt, prefix: nothing, head });
    }
    await store.receipts.flush();
    written += missing.length;
    const last = rows.at(-1);
    if (last === undefined || rows.length < messagesAtOnce) return written;
    after = last.sequence;
    if (missing.length > 0) await wait(pauseMs, undefined, { ref: false });
  }
  return written;
}
