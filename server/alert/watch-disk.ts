import { statfs } from "node:fs/promises";
import { nodeIdOf } from "../node/node-id.ts";
import type { Store } from "../store.ts";

/** Writes how much room this node has where it keeps its state: whoever evaluates may be on another machine. */
export async function watchDisk({
  relaxed,
  clock,
  environment,
}: Pick<Store, "relaxed" | "clock" | "environment">): Promise<void> {
  const [nodeId, path] = [nodeIdOf(environment), environment.dataDirectory];
  const { bavail, blocks, bsize, ffree, files } = await statfs(path, { bigint: true });
  const data = {
    freeOctets: bavail * bsize,
    totalOctets: blocks * bsize,
    freeInodes: files === 0n ? 0n : ffree,
    totalInodes: files,
    seenAt: clock.now(),
  };
  await relaxed.nodeDisk.upsert({
    where: { nodeId_path: { nodeId, path } },
    create: { nodeId, path, ...data },
    update: data,
    select: { nodeId: true },
  });
}
