import type { Answer } from "../request/schema.ts";
import type { Store } from "../store.ts";
import { kernelSetting, processFacts } from "./process-facts.ts";

/** What the process that asks this, a daemon's primary, knows of itself, its workers and its machine. */
export async function inspectDaemon(store: Store, nodeId: string): Promise<Answer<"inspect-daemon">> {
  const workers = await store.db.incarnation.findMany({
    where: { nodeId, endedAt: null },
    orderBy: { startedAt: "asc" },
    select: { pid: true },
  });
  const [primary, tcpRmem, tcpWmem, somaxconn, ...facts] = await Promise.all([
    processFacts(process.pid),
    kernelSetting("net/ipv4/tcp_rmem"),
    kernelSetting("net/ipv4/tcp_wmem"),
    kernelSetting("net/core/somaxconn"),
    ...workers.map(({ pid }) => processFacts(pid)),
  ]);
  return {
    nowMs: store.clock.now().getTime(),
    nodeVersion: process.version,
    userId: process.getuid?.() ?? null,
    primary,
    workers: facts,
    tcpRmem,
    tcpWmem,
    somaxconn,
  };
}
