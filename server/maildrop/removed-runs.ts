import { runsOf } from "./packed-set.ts";
import type { PendingRemoval, RemovedRun } from "./removal-statements.ts";

/** All neighbours of these removals, one removal after the other. */
export function* runsOfAll(removals: readonly PendingRemoval[]): Generator<RemovedRun> {
  for (const { id: removalId, accountId, sequences } of removals) {
    for (const { first, last } of runsOf(sequences)) yield { removalId, accountId, first, last };
  }
}

/** The same runs, cut where so many messages are together. */
export function* pagesOf(runs: Iterable<RemovedRun>, messages: number): Generator<RemovedRun[]> {
  let page: RemovedRun[] = [];
  let room = messages;
  for (const run of runs) {
    for (let first = run.first; first <= run.last; ) {
      const last = Math.min(run.last, first + room - 1);
      page.push({ ...run, first, last });
      room -= last - first + 1;
      first = last + 1;
      if (room > 0) continue;
      yield page;
      page = [];
      room = messages;
    }
  }
  if (page.length > 0) yield page;
}
