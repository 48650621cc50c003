// Run as a process of its own by killed.test.ts: locks account after account under ever new session names, many at a time, and
// prints each name when it was answered.
import { systemClock } from "#server/clock.ts";
import { readEnvironment } from "#server/env.ts";
import { lockMaildrop } from "#server/maildrop/lock-maildrop.ts";
import { openStore } from "#server/store.ts";

const [writingThread = ""] = process.argv.slice(2);
const store = await openStore(readEnvironment(), systemClock, { writingThread });
const accounts = await store.db.account.findMany({ orderBy: { id: "asc" }, select: { id: true } });
for (let from = 0; from < accounts.length; from += 8) {
  const together = accounts.slice(from, from + 8).map(async ({ id: accountId }) => {
    await lockMaildrop(store, { accountId, sessionId: `s${accountId}`, incarnationId: "w" });
    process.stdout.write(`${accountId}\n`);
  });
  await Promise.all(together);
}
