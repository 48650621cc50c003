/**
 * Tries to lock every account as session argv[2]-<account>, in order, as soon as a line comes in; prints the accounts it got. Writes
 * with the program argv[3] in a thread, where one is named.
 */
import { once } from "node:events";
import { systemClock } from "#server/clock.ts";
import { readEnvironment } from "#server/env.ts";
import { lockMaildrop } from "#server/maildrop/lock-maildrop.ts";
import { closeStore, openStore } from "#server/store.ts";

const [name = "", writingThread = ""] = process.argv.slice(2);
const store = await openStore(readEnvironment(), systemClock, { writingThread: writingThread || null });
const accounts = await store.db.account.findMany({ orderBy: { id: "asc" }, select: { id: true } });
process.stdout.write("ready\n");
await once(process.stdin, "data");
const won: number[] = [];
for (const { id: accountId } of accounts) {
  const claim = { accountId, sessionId: `${name}-${accountId}`, incarnationId: name };
  if (await lockMaildrop(store, claim)) won.push(accountId);
}
process.stdout.write(`${JSON.stringify(won)}\n`);
await closeStore(store);
process.stdin.destroy();
