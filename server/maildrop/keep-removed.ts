import { setImmediate as turn } from "node:timers/promises";
import { summarizeHeader } from "../message/header-summary.ts";
import { readHead } from "../message/read-head.ts";
import type { Store } from "../store.ts";
import { type KeptSummary, keepRows } from "./keep-statements.ts";
import {
  bodiesOfRun,
  markFinished,
  type PendingRemoval,
  type PlacedBody,
  type RemovedRun,
} from "./removal-statements.ts";
import { pagesOf, runsOfAll } from "./removed-runs.ts";

/** Rows moved at once: other writers and the other work of this process come between. */
const movedAtOnce = 200;
/** Headers read in one turn of the event loop. */
const headersATurn = 50;

/**
 * Moves the rows of removals whose messages can be brought back to where recoverable mail is, in pages; bodies stay. May be broken off
 * anywhere and called again, also by two processes at once; after `stop` it ends with the page under way. Gives how many it moved.
 */
export async function keepRemoved(
  store: Store,
  removals: readonly PendingRemoval[],
  stop?: AbortSignal,
): Promise<number> {
  let moved = 0;
  for (const page of pagesOf(runsOfAll(removals), movedAtOnce)) {
    if (stop?.aborted) return moved;
    const bodies = await readBodies(store, page);
    const marked = new Set(bodies.map(({ bodyPlace }) => bodyPlace));
    // First, so that an index made anew from the bodies does not show them among the mail.
    await store.bodies.keep([...marked]);
    const summaries = await summarize(store, bodies);
    const kept = await store.statements.write(keepRows, { runs: page, summaries });
    // Those whose room was reclaimed meanwhile.
    const late = kept.map(({ bodyPlace }) => bodyPlace).filter((place) => !marked.has(place));
    if (late.length > 0) await store.bodies.keep(late);
    moved += kept.length;
    await turn();
  }
  await store.statements.write(markFinished, {
    ids: removals.map(({ id }) => id),
    at: store.clock.now().getTime(),
  });
  return moved;
}

async function readBodies({ statements }: Store, runs: readonly RemovedRun[]): Promise<PlacedBody[]> {
  const bodies: PlacedBody[] = [];
  for (const run of runs) bodies.push(...(await statements.read(bodiesOfRun, run)));
  return bodies;
}

async function summarize(store: Store, bodies: readonly PlacedBody[]): Promise<KeptSummary[]> {
  const summaries: KeptSummary[] = [];
  for (const [index, body] of bodies.entries()) {
    const { accountId, sequence } = body;
    // What cannot be read is found by its other marks: nothing is kept from being kept.
    summaries.push({ accountId, sequence, ...summarizeHeader(await readHead(store, body)) });
    if (index % headersATurn === headersATurn - 1) await turn();
  }
  return summaries;
}
