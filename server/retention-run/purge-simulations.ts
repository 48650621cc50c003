import type { Store } from "../store.ts";

const dayMs = 24 * 60 * 60 * 1000;
/** Of what was only looked at. A change is saved with a simulation of the last minutes; what it was saved with stays. */
const keptMs = dayMs;

/** Forgets simulations that no change was based on. Gives how many. */
export async function purgeSimulations({ db, clock }: Store): Promise<number> {
  const before = new Date(clock.now().getTime() - keptMs);
  const { count } = await db.retentionSimulation.deleteMany({ where: { at: { lt: before }, savedAt: null } });
  return count;
}
