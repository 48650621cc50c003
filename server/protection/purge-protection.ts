import type { Store } from "../store.ts";

const dayMs = 24 * 60 * 60 * 1000;
/** Blocks and rules that are over can be looked up so long. */
const overMs = 90 * dayMs;
/** What was forgotten at a wish: every node has heard of it by then. Of one that no daemon knows any more: a day. */
const liftedMs = 60_000;
const staleMs = 2 * dayMs;
/** A network nobody signed in from for so long is known to no setting. */
const knownMs = 366 * dayMs;

/** Takes away what no longer says anything: what ended long ago, and waits nobody knows of. */
export async function purgeProtection({ relaxed, clock }: Store): Promise<void> {
  const now = clock.now().getTime();
  const before = (ms: number) => new Date(now - ms);
  await relaxed.block.deleteMany({ where: { expiresAt: { lt: before(overMs) } } });
  await relaxed.networkRule.deleteMany({
    where: { OR: [{ endedAt: { lt: before(overMs) } }, { expiresAt: { lt: before(overMs) } }] },
  });
  await relaxed.throttle.deleteMany({
    where: {
      OR: [
        { liftNumber: { not: null }, updatedAt: { lt: before(liftedMs) } },
        { updatedAt: { lt: before(staleMs) }, notBeforeAt: { lt: before(0) } },
      ],
    },
  });
  await relaxed.knownNetwork.deleteMany({ where: { lastAt: { lt: before(knownMs) } } });
}
