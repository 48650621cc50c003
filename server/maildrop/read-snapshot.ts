import { DomainError } from "../errors.ts";
import type { Store } from "../store.ts";
import { ascendingMembership } from "./pending-removals.ts";
import { readColumns } from "./read-columns.ts";
import type { Snapshot } from "./snapshot.ts";
import { SnapshotBuilder } from "./snapshot-builder.ts";
import { type MaildropState, maildropState, removedSequences } from "./snapshot-statements.ts";
import { type MaildropVersion, onlyDeliveriesBetween } from "./version.ts";

const attempts = 10;

export interface SnapshotSources {
  /** The maildrop's version, where that has just been read. */
  readonly version?: MaildropVersion | null;
  /** What was put away for this version, or for one that was only delivered to since. */
  readonly stored?: (version: MaildropVersion) => Promise<Snapshot | null>;
}

/**
 * The maildrop as it is now: what is known of it where nothing changed, that and what has come since where only deliveries did, else
 * read anew. Messages removed by a committed UPDATE are not in it, whether their rows are gone or not. Refuses with `not-found`.
 */
export async function readSnapshot(
  store: Store,
  accountId: number,
  known: Snapshot | null,
  { version: given = null, stored }: SnapshotSources = {},
): Promise<Snapshot> {
  const version = given ?? (await readState(store, accountId));
  let base = known;
  if (base === null || !onlyDeliveriesBetween(base.version, version)) base = (await stored?.(version)) ?? null;
  if (base !== null) {
    if (base.version.changeSeq >= version.changeSeq) return base;
    const grown = await grow(store, accountId, base, version);
    if (grown !== null) return grown;
  }
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const snapshot = await readWhole(store, accountId, await readState(store, accountId));
    if (snapshot !== null) return snapshot;
  }
  throw new DomainError("storage", "The maildrop is changing too quickly to be listed; try again in a moment.");
}

async function readState({ statements }: Store, accountId: number): Promise<MaildropState> {
  const state = await statements.read(maildropState, accountId);
  if (state === null) throw new DomainError("not-found", "This account is no more; an administrator removed it.");
  return state;
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
async function readWhole(store: Store, accountId: number, state: MaildropState): Promise<Snapshot | null> {
  const { changeSeq, nextSequence, messageCount } = state;
  // Before the rows: one that goes meanwhile is among these.
  const isRemoved = ascendingMembership(await store.statements.read(removedSequences, accountId));
  const builder = new SnapshotBuilder([], messageCount);
  for await (const page of readColumns(store, accountId, 0, nextSequence)) builder.addRows(page, isRemoved);
  const isUndisturbed = onlyDeliveriesBetween(state, await readState(store, accountId));
  return isUndisturbed ? builder.build({ changeSeq, nextSequence }) : null;
}
