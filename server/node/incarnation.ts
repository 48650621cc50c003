import { randomUUID } from "node:crypto";
import type { Store } from "../store.ts";

/** One run of one worker process begins. Gives the id that its locks and sessions name. */
export async function startIncarnation(store: Store, input: { nodeId: string; pid: number }): Promise<string> {
  const { id } = await store.relaxed.incarnation.create({
    data: { id: randomUUID(), ...input, startedAt: store.clock.now() },
    select: { id: true },
  });
  return id;
}

/** It is gone: its locks are free, its sessions end as lost, in one transaction. Idempotent. */
export async function endIncarnation(store: Store, id: string): Promise<void> {
  const endedAt = store.clock.now();
  await store.relaxed.$transaction([
    store.relaxed.maildropLock.deleteMany({ where: { incarnationId: id } }),
    store.relaxed.session.updateMany({
      where: { incarnationId: id, endedAt: null },
      data: { state: null, endedAt, endReason: "lost" },
    }),
    store.relaxed.incarnation.updateMany({ where: { id, endedAt: null }, data: { endedAt } }),
  ]);
}
