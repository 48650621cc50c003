import type { Store } from "../store.ts";
import { judgeHeartbeat, type Sighting } from "./liveness.ts";

export interface DaemonState {
  readonly nodeId: string;
  readonly hostname: string;
  readonly version: string;
  readonly pid: number;
  /** Heard from within the last three seconds. */
  readonly isAlive: boolean;
  readonly silentMs: number;
  readonly observedGeneration: number;
  readonly observedRequest: number;
  readonly startedAt: Date;
  readonly seenAt: Date;
  /** Set by an orderly stop. */
  readonly stoppedAt: Date | null;
}

/** What this process remembers of each node's heartbeat. */
const sightings = new WeakMap<Store, Map<string, Sighting>>();

/** Every node that ever ran the daemon, the one last heard from first. */
export async function readNodes(store: Store): Promise<DaemonState[]> {
  const nodes = await store.db.node.findMany({ orderBy: { seenAt: "desc" } });
  const remembered = sightings.get(store) ?? new Map<string, Sighting>();
  sightings.set(store, remembered);
  const [now, nowMs] = [store.clock.now(), store.clock.monotonicMs()];
  return nodes.map(({ id: nodeId, heartbeat, ...node }) => {
    const beat = { heartbeat, seenAt: node.seenAt, stoppedAt: node.stoppedAt };
    const { sighting, ...liveness } = judgeHeartbeat(remembered.get(nodeId) ?? null, beat, now, nowMs);
    remembered.set(nodeId, sighting);
    return { nodeId, ...node, ...liveness };
  });
}

/** The daemon last heard from; null where none has ever run. */
export async function readDaemonState(store: Store): Promise<DaemonState | null> {
  const [newest] = await readNodes(store);
  return newest ?? null;
}
