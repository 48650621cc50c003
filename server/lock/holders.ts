import { judgeHeartbeat, type Sighting } from "../node/liveness.ts";
import { readNodes } from "../node/read-daemon-state.ts";
import { readSettings } from "../setting/read.ts";
import type { Store } from "../store.ts";
import type { StaleReason } from "./schema.ts";

/** A worker that has not ended, as its locks name it. */
export interface Holder {
  readonly hostname: string | null;
  readonly pid: number;
  /** Why its locks are stale all the same; null: it lives. */
  readonly gone: Extract<StaleReason, "node-gone" | "lease-past"> | null;
  /** Since the last sign of life of what is gone. */
  readonly silentMs: number;
}

/** What this process remembers of each worker's heartbeat. */
const sightings = new WeakMap<Store, Map<string, Sighting>>();

/**
 * Workers by their incarnation, judged by the lease: a node is gone when it was stopped or its heartbeat stood still for so long, a worker's
 * lease is past when it alone stood still. Who has just begun to watch takes a worker for alive until its lease has passed before his eyes.
 */
export async function readHolders(store: Store): Promise<ReadonlyMap<string, Holder>> {
  const [nodes, incarnations, { lockLeaseSeconds }] = await Promise.all([
    readNodes(store),
    store.db.incarnation.findMany({
      where: { endedAt: null },
      select: { id: true, nodeId: true, pid: true, heartbeat: true },
    }),
    readSettings(store),
  ]);
  const leaseMs = lockLeaseSeconds * 1000;
  const before = sightings.get(store);
  const seen = new Map<string, Sighting>();
  sightings.set(store, seen);
  const [now, nowMs] = [store.clock.now(), store.clock.monotonicMs()];
  const holders = new Map<string, Holder>();
  for (const { id, nodeId, pid, heartbeat } of incarnations) {
    const beat = { heartbeat, seenAt: now, stoppedAt: null };
    const { sighting, silentMs } = judgeHeartbeat(before?.get(id) ?? null, beat, now, nowMs);
    seen.set(id, sighting);
    const node = nodes.find((each) => each.nodeId === nodeId);
    const isNodeGone = node === undefined || node.stoppedAt !== null || node.silentMs >= leaseMs;
    const gone = isNodeGone ? "node-gone" : silentMs >= leaseMs ? "lease-past" : null;
    const heardMs = isNodeGone ? (node?.silentMs ?? silentMs) : silentMs;
    holders.set(id, { hostname: node?.hostname ?? null, pid, gone, silentMs: heardMs });
  }
  return holders;
}
