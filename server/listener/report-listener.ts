import type { Store } from "../store.ts";
import type { ListenerFact } from "./schema.ts";

/** Writes what is so, by the daemon alone. `sinceAt` stays while the state stays. */
export async function reportListener(store: Store, fact: Omit<ListenerFact, "sinceAt">): Promise<void> {
  const { listenerId, nodeId, ...now } = fact;
  const at = store.clock.now();
  await store.relaxed.$transaction(async (tx) => {
    const key = { listenerId_nodeId: { listenerId, nodeId } };
    const before = await tx.listenerStatus.findUnique({ where: key, select: { state: true, sinceAt: true } });
    const sinceAt = before?.state === now.state ? before.sinceAt : at;
    await tx.listenerStatus.upsert({
      where: key,
      create: { listenerId, nodeId, ...now, sinceAt },
      update: { ...now, sinceAt },
    });
  });
}

/** Takes away what was said about listeners that are gone. */
export async function forgetListeners(store: Store, nodeId: string, remainingIds: readonly number[]): Promise<void> {
  await store.relaxed.listenerStatus.deleteMany({ where: { nodeId, listenerId: { notIn: [...remainingIds] } } });
}
