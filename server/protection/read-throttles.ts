import type { Store } from "../store.ts";
import type { Suspicion } from "./guess-ledger.ts";

const mostRows = 20_000;

/** What daemons wrote down of guessers since then, the oldest first: what this one knew before it was started, and what other nodes know. */
export async function readThrottles(store: Store, since: Date): Promise<Suspicion[]> {
  const rows = await store.db.throttle.findMany({
    where: { updatedAt: { gte: since }, liftNumber: null },
    orderBy: { updatedAt: "asc" },
    take: mostRows,
  });
  return rows.map(
    ({ network, address, accountId, isKnown, score, scoredAt, guesses, heldBack, notBeforeAt, firstAt }) => ({
      network,
      address,
      accountId,
      isKnown,
      score,
      scoredAt: scoredAt.getTime(),
      guesses,
      heldBack,
      notBeforeAt: notBeforeAt.getTime(),
      firstAt: firstAt.getTime(),
    }),
  );
}
