import { setTimeout as wait } from "node:timers/promises";
import type { LockClaim } from "#server/maildrop/lock-statements.ts";
import { releaseMaildrop } from "#server/maildrop/release-maildrop.ts";
import type { Store } from "#server/store.ts";

const firstPauseMs = 50;
const longestPauseMs = 5000;
/** How long a client waits for its lock to be gone; after that it is answered and the work goes on. */
const patienceMs = 2000;

/** Gives a lock back, however often the database must be asked: one left behind would lock its owner out. Never rejects. */
export async function releaseUntilDone(
  store: Store,
  claim: Pick<LockClaim, "accountId" | "sessionId">,
  report: (error: unknown) => void,
): Promise<void> {
  try {
    await releaseMaildrop(store, claim);
  } catch (error) {
    report(error);
    await Promise.race([retry(store, claim), wait(patienceMs, undefined, { ref: false })]);
  }
}

async function retry(store: Store, claim: Pick<LockClaim, "accountId" | "sessionId">): Promise<void> {
  for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(pauseMs * 2, longestPauseMs)) {
    await wait(pauseMs, undefined, { ref: false });
    const isDone = await releaseMaildrop(store, claim).then(
      () => true,
      () => false,
    );
    if (isDone) return;
  }
}
