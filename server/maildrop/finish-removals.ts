import type { Store } from "../store.ts";
import { keepRemoved } from "./keep-removed.ts";
import {
  bodiesOfRun,
  markFinished,
  type PendingRemoval,
  pendingRemovals,
  type RemovedRun,
  takeRows,
} from "./removal-statements.ts";
import { pagesOf, runsOfAll } from "./removed-runs.ts";

/** Rows and bodies taken at once: other writers and the other work of this process come between. */
const takenAtOnce = 200;
/** Bodies buried at once: that waits for the disk each time. */
const buriedAtOnce = 1_000;

export interface FinishOptions {
  readonly accountIds?: readonly number[];
  /** Leaves what sessions removed within this time to the workers they were in. */
  readonly olderThanMs?: number;
}

/**
 * Takes away what is left of committed removals. Gives how many messages' rows it took. One that fails keeps none behind it
 * waiting; its error is thrown when the others are done.
 */
export async function finishRemovals(
  store: Store,
  { accountIds, olderThanMs = 0 }: FinishOptions = {},
): Promise<number> {
  const asked = { accountIds: accountIds ?? null, before: store.clock.now().getTime() - olderThanMs };
  let taken = 0;
  for (;;) {
    const removals = await store.statements.read(pendingRemovals, asked);
    if (removals.length === 0) return taken;
    taken += await takeAwayApart(store, removals);
  }
}

async function takeAwayApart(store: Store, removals: readonly PendingRemoval[]): Promise<number> {
  try {
    return await takeAway(store, removals);
  } catch (error) {
    if (removals.length === 1) throw error;
  }
  let taken = 0;
  const errors: unknown[] = [];
  for (const removal of removals) {
    try {
      taken += await takeAway(store, [removal]);
    } catch (error) {
      errors.push(error);
    }
  }
  if (errors.length > 1) throw new AggregateError(errors, `${errors.length} removals could not be finished`);
  if (errors.length === 1) throw errors[0];
  return taken;
}

/**
 * Takes away the rows and then the bodies of these removals, or the rows alone where they can be brought back, in pages with turns of
 * the event loop between. May be broken off anywhere and called again, also by two processes at once; after `stop` it ends with the
 * page under way, where rows and bodies are at one. Gives how many messages' rows it took.
 */
export async function takeAway(store: Store, removals: readonly PendingRemoval[], stop?: AbortSignal): Promise<number> {
  const kept = removals.filter(({ purgeAfterAt }) => purgeAfterAt !== null);
  if (kept.length === 0) return takeForGood(store, removals, stop);
  const gone = removals.filter(({ purgeAfterAt }) => purgeAfterAt === null);
  const taken = gone.length === 0 ? 0 : await takeForGood(store, gone, stop);
  return taken + (await keepRemoved(store, kept, stop));
}

async function takeForGood(store: Store, removals: readonly PendingRemoval[], stop?: AbortSignal): Promise<number> {
  const { statements, bodies, clock } = store;
  let taken = 0;
  for (const group of pagesOf(runsOfAll(removals), buriedAtOnce)) {
    // First, so that an index made anew from the bodies never brings back what was removed.
    await bodies.bury(await placesOf(store, group));
    for (const page of pagesOf(group, takenAtOnce)) {
      if (stop?.aborted) return taken;
      const places = await statements.write(takeRows, page);
      await bodies.remove(places);
      taken += places.length;
      await new Promise(setImmediate);
    }
  }
  await statements.write(markFinished, { ids: removals.map(({ id }) => id), at: clock.now().getTime() });
  return taken;
}

/** Read a page in a turn of the event loop. */
async function placesOf({ statements }: Store, runs: readonly RemovedRun[]): Promise<string[]> {
  const places: string[] = [];
  for (const page of pagesOf(runs, takenAtOnce)) {
    for (const run of page) {
      for (const { bodyPlace } of await statements.read(bodiesOfRun, run)) places.push(bodyPlace);
    }
    await new Promise(setImmediate);
  }
  return places;
}
