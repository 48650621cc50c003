import { type Run, runsOf } from "./packed-set.ts";

/** Whether one of the sets has a sequence, for questions that ascend. */
export function ascendingMembership(sets: readonly Uint8Array[]): (sequence: number) => boolean {
  if (sets.length === 0) return () => false;
  const runs: Run[] = sets.flatMap((set) => [...runsOf(set)]).sort((one, other) => one.first - other.first);
  let at = 0;
  return (sequence) => {
    for (let run = runs[at]; run !== undefined; run = runs[at]) {
      if (sequence <= run.last) return sequence >= run.first;
      at += 1;
    }
    return false;
  };
}
