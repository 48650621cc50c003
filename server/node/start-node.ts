import { setTimeout as wait } from "node:timers/promises";
import { DomainError } from "../errors.ts";
import type { Store } from "../store.ts";
import { endIncarnation } from "./incarnation.ts";
import { silenceLimitMs } from "./liveness.ts";
import { nodeIdOf } from "./node-id.ts";

const pollMs = 100;

export interface NewNode {
  readonly hostname: string;
  readonly version: string;
  readonly pid: number;
}

/**
 * The daemon takes this machine's node: what a run that crashed has left (locks, sessions) is freed at once. Refuses with
 * `configuration` while another daemon lives on the same data directory. Gives the node's id.
 */
export async function startNode(store: Store, input: NewNode): Promise<string> {
  const id = nodeIdOf(store.environment);
  await assertAlone(store, id, input);
  const left = await store.db.incarnation.findMany({ where: { nodeId: id, endedAt: null }, select: { id: true } });
  for (const incarnation of left) await endIncarnation(store, incarnation.id);
  const now = store.clock.now();
  const run = { ...input, startedAt: now, seenAt: now, stoppedAt: null };
  await store.relaxed.node.upsert({
    where: { id },
    create: { id, ...run },
    update: { ...run, heartbeat: { increment: 1 } },
    select: { id: true },
  });
  return id;
}

/** An orderly stop: what is still open is ended, and nobody waits for the heartbeat any more. */
export async function stopNode(store: Store, nodeId: string): Promise<void> {
  const left = await store.db.incarnation.findMany({ where: { nodeId, endedAt: null }, select: { id: true } });
  for (const incarnation of left) await endIncarnation(store, incarnation.id);
  const now = store.clock.now();
  await store.relaxed.node.updateMany({ where: { id: nodeId }, data: { stoppedAt: now, seenAt: now } });
}

/** A process of that number may be anything by now: only a heartbeat that moves proves a daemon. */
async function assertAlone(store: Store, id: string, input: NewNode): Promise<void> {
  const read = () =>
    store.db.node.findUnique({
      where: { id },
      select: { heartbeat: true, pid: true, hostname: true, stoppedAt: true },
    });
  const before = await read();
  if (!before || before.stoppedAt) return;
  if (before.hostname === input.hostname && (before.pid === input.pid || !isProcess(before.pid))) return;
  const deadline = store.clock.monotonicMs() + silenceLimitMs;
  while (store.clock.monotonicMs() < deadline) {
    await wait(pollMs);
    const now = await read();
    if (!now || now.stoppedAt) return;
    if (now.heartbeat !== before.heartbeat) {
      throw new DomainError(
        "configuration",
        `Another daemon (process ${now.pid} on ${now.hostname}) already runs on ${store.environment.dataDirectory}. Stop it, or give this one its own POPDESK_DATA.`,
      );
    }
  }
}

function isProcess(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
