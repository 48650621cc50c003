import { isUniqueViolation } from "../database/refusal.ts";
import type { Store } from "../store.ts";
import type { Seen } from "./schema.ts";

/**
 * Writes down what was found of an account: what is new begins, what was known was seen again, what is gone has ended. Gives whether
 * anything began or ended.
 */
export async function noteFindings(store: Store, accountId: number, found: readonly Seen[]): Promise<boolean> {
  const { relaxed: db, clock } = store;
  const now = clock.now();
  const open = await db.finding.findMany({ where: { accountId, endedAt: null }, select: { id: true, kind: true } });
  const gone = open.filter(({ kind }) => !found.some((each) => each.kind === kind)).map(({ id }) => id);
  if (gone.length > 0) {
    await db.finding.updateMany({ where: { id: { in: gone }, endedAt: null }, data: { endedAt: now, openKey: null } });
  }
  for (const { kind, evidence } of found) {
    const seen = { evidence: JSON.stringify(evidence), lastSeenAt: now };
    const known = open.find((each) => each.kind === kind);
    if (known) await db.finding.updateMany({ where: { id: known.id }, data: seen });
    else await begin(store, { accountId, kind, openKey: `${accountId} ${kind}`, firstSeenAt: now, ...seen });
  }
  return gone.length > 0 || found.some(({ kind }) => !open.some((each) => each.kind === kind));
}

async function begin(
  { relaxed }: Store,
  data: { accountId: number; kind: string; openKey: string; firstSeenAt: Date; evidence: string; lastSeenAt: Date },
): Promise<void> {
  try {
    await relaxed.finding.create({ data, select: { id: true } });
  } catch (error) {
    // Another daemon on this database has just found the same.
    if (!isUniqueViolation(error)) throw error;
  }
}
