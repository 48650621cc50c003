import type { Store } from "../store.ts";

export interface Heartbeat {
  readonly nodeId: string;
  /** Workers that answered the primary since the last beat. */
  readonly incarnationIds: readonly string[];
  /** Numbers of Control up to which every worker has obeyed. */
  readonly observedGeneration: number;
  readonly observedRequest: number;
}

/** Once a second, by the primary. Observers judge the number by their own clock (liveness.ts). */
export async function heartbeat(store: Store, beat: Heartbeat): Promise<void> {
  const { observedGeneration, observedRequest } = beat;
  await store.relaxed.$transaction([
    store.relaxed.node.updateMany({
      where: { id: beat.nodeId },
      data: { heartbeat: { increment: 1 }, seenAt: store.clock.now(), observedGeneration, observedRequest },
    }),
    store.relaxed.incarnation.updateMany({
      where: { id: { in: [...beat.incarnationIds] } },
      data: { heartbeat: { increment: 1 } },
    }),
  ]);
}
