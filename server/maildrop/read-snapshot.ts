import { DomainError } from "../errors.ts";
import type { Store } from "../store.ts";
import { ascendingMembership, readPendingRemovals } from "./pending-removals.ts";
import { readColumns } from "./read-columns.ts";
import type { Snapshot } from "./snapshot.ts";
import { SnapshotBuilder } from "./snapshot-builder.ts";
import { type MaildropState, type MaildropVersion, onlyDeliveriesBetween, readVersion } from "./version.ts";

const attempts = 10;

/**
 * The maildrop as it is now: `known` itself where nothing changed, `known` and what has come since where only deliveries did, else
 * read anew. Messages removed by a committed UPDATE are not in it, whether their rows are gone or not. Refuses with `not-found`.
 */
export async function readSnapshot(store: Store, accountId: number, known: Snapshot | null): Promise<Snapshot> {
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const version = await readVersion(store, accountId);
    if (known && known.version.changeSeq === version.changeSeq) return known;
    const isGrown = known !== null && onlyDeliveriesBetween(known.version, version);
    const snapshot = isGrown
      ? await grow(store, accountId, known, version)
      : await readWhole(store, accountId, version);
    if (snapshot !== null) return snapshot;
  }
  throw new DomainError("storage", "The maildrop is changing too quickly to be listed; try again in a moment.");
}

/** Null where a removal came between: then a row of those that were delivered is missing. */
async function grow(
  store: Store,
  accountId: number,
  known: Snapshot,
  version: MaildropVersion,
): Promise<Snapshot | null> {
  const from = known.version.nextSequence;
  const added = version.nextSequence - from;
  const builder = SnapshotBuilder.after(known, added);
  for await (const page of readColumns(store, accountId, from, version.nextSequence)) {
    builder.addRows(page, () => false);
  }
  return builder.count === known.count + added ? builder.build(version) : null;
}

/** Null where something else than a delivery was committed between the pages. */
async function readWhole(store: Store, accountId: number, version: MaildropState): Promise<Snapshot | null> {
  const isRemoved = ascendingMembership(await readPendingRemovals(store.db, accountId));
  const builder = new SnapshotBuilder([], version.messageCount);
  for await (const page of readColumns(store, accountId, 0, version.nextSequence)) builder.addRows(page, isRemoved);
  return onlyDeliveriesBetween(version, await readVersion(store, accountId)) ? builder.build(version) : null;
}
