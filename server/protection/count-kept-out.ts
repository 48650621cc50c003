import type { Store } from "../store.ts";

/** Adds to what blocks have refused: counts by their ids. Written by the daemon, behind. */
export async function countKeptOut(
  { relaxed, clock }: Store,
  counts: readonly (readonly [id: number, count: number])[],
) {
  const lastRefusedAt = clock.now();
  for (const [id, count] of counts) {
    await relaxed.block.updateMany({ where: { id }, data: { refusedCount: { increment: count }, lastRefusedAt } });
  }
}
