import { setTimeout as wait } from "node:timers/promises";
import { takeProcessLock } from "../../node/process-lock.ts";
import type { Store } from "../../store.ts";
import { namesIn } from "../segments/inventory.ts";
import { Reclaim, type ReclaimLimits } from "./reclaim.ts";

export interface ReclaimOptions extends Partial<ReclaimLimits> {
  readonly signal?: AbortSignal;
}

export interface Reclaimed {
  /** Segments that are gone. */
  readonly segments: number;
  /** By how much the rest is smaller. */
  readonly octets: number;
}

const usualLimits: ReclaimLimits = {
  deadShare: 0.5,
  graceMs: 60 * 60_000,
  octetsPerSecond: 32 * 1024 * 1024,
  smallOctets: 1024 * 1024,
};
const lockName = "reclaim";
const pollMs = 100;
const nothing: Reclaimed = { segments: 0, octets: 0 };

/**
 * Gives back the room of removed messages. The living of a segment are copied to a new one, their rows point there page by page, and
 * then the old one goes; a run that was broken off anywhere is taken up by the next. Never takes away a body that has a row or was
 * not removed. One process at a time: while another does it, this does nothing.
 */
export async function reclaimSegments(store: Store, { signal, ...limits }: ReclaimOptions = {}): Promise<Reclaimed> {
  const { directory } = store.bodies.segments;
  if ((await namesIn(directory)).length === 0) return nothing;
  const taken = takeProcessLock(directory, lockName);
  if (!("lock" in taken)) return nothing;
  try {
    return await new Reclaim(store, { ...usualLimits, ...limits }, signal).run();
  } finally {
    taken.lock.release();
  }
}

/** Brings a reclaim that was broken off to its end, and begins none. */
export async function takeUpReclaim(store: Store): Promise<void> {
  await reclaimSegments(store, { deadShare: Number.POSITIVE_INFINITY, smallOctets: 0 });
}

/** Does something while no body is moved from one segment to another; waits for a run that is under way. */
export async function whileNothingMoves<T>(store: Store, work: () => Promise<T>): Promise<T> {
  const { directory } = store.bodies.segments;
  if ((await namesIn(directory)).length === 0) return work();
  for (;;) {
    const taken = takeProcessLock(directory, lockName);
    if (!("lock" in taken)) {
      await wait(pollMs);
      continue;
    }
    try {
      return await work();
    } finally {
      taken.lock.release();
    }
  }
}
