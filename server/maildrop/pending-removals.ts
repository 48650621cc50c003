import type { Db, Tx } from "../db.ts";

export { ascendingMembership } from "./removed-membership.ts";

/** Packed sets of what is removed while its rows are still to be taken away. Read before the rows: a row that goes meanwhile is in them. */
export async function readPendingRemovals(db: Db | Tx, accountId: number): Promise<Uint8Array[]> {
  const removals = await db.removal.findMany({
    where: { accountId, finishedAt: null },
    select: { sequences: true },
  });
  return removals.map(({ sequences }) => sequences);
}
