import { statfs } from "node:fs/promises";
import { engineOf } from "../database/url.ts";
import type { Store } from "../store.ts";
import type { StoreTrial } from "./schema.ts";

const leastOctets = 500_000_000;

/** Writes for real, with a commit on disk, and looks how much room there is. A database that cannot be written throws. */
export async function tryStore(store: Store): Promise<StoreTrial> {
  const startedAt = performance.now();
  const name = "set-up-trial";
  const value = JSON.stringify(store.clock.now());
  await store.db.setting.upsert({ where: { name }, create: { name, value }, update: { value } });
  await store.db.setting.deleteMany({ where: { name } });
  const commitMs = (performance.now() - startedAt) / 2;
  const directory = store.environment.dataDirectory;
  const { bavail, bsize } = await statfs(directory);
  return {
    engine: engineOf(store.environment.databaseUrl),
    commitMs,
    directory,
    freeOctets: bavail * bsize,
    leastOctets,
  };
}
