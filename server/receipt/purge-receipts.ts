import { setImmediate as turn } from "node:timers/promises";
import { instantSql } from "../database/json-rows.ts";
import { engineOf } from "../database/url.ts";
import { readSettings } from "../setting/read.ts";
import type { Store } from "../store.ts";
import { receiptWords } from "./receipt-words.ts";

const atOnce = 200;
const dayMs = 86_400_000;

/**
 * Forgets receipts older than the setting says, all of them where none are to be kept; and takes subject and sender out of the others where
 * these are not to be kept. In pages, with turns of the event loop between. Gives how many went.
 */
export async function purgeReceipts(store: Store, stop?: AbortSignal): Promise<number> {
  const { receiptDays, receiptText } = await readSettings(store);
  const now = store.clock.now().getTime();
  const purged = await purgeBefore(store, receiptDays === null ? now : now - receiptDays * dayMs, stop);
  if (!receiptText) await takeTextOut(store, stop);
  return purged;
}

async function purgeBefore({ logs, environment }: Store, beforeMs: number, stop?: AbortSignal): Promise<number> {
  const before = instantSql[engineOf(environment.databaseUrl)](beforeMs);
  for (let purged = 0; ; ) {
    const count = await logs.$executeRawUnsafe(
      `DELETE FROM "Receipt" WHERE "id" IN (
         SELECT "id" FROM "Receipt" WHERE "arrivedAt" < ${before} ORDER BY "arrivedAt" LIMIT ${atOnce})`,
    );
    purged += count;
    if (count < atOnce || stop?.aborted) return purged;
    await turn();
  }
}

async function takeTextOut({ logs }: Store, stop?: AbortSignal): Promise<void> {
  for (let after = 0; !stop?.aborted; ) {
    const rows = await logs.receipt.findMany({
      where: { id: { gt: after } },
      orderBy: { id: "asc" },
      take: atOnce,
    });
    for (const row of rows) {
      if (row.sender === "" && row.subject === "") continue;
      const bare = { ...row, sender: "", subject: "" };
      const data = { sender: "", subject: "", searchText: receiptWords(bare) };
      await logs.receipt.updateMany({ where: { id: row.id }, data });
    }
    const last = rows.at(-1);
    if (last === undefined || rows.length < atOnce) return;
    after = last.id;
    await turn();
  }
}
