import { open } from "node:fs/promises";
import { dirname } from "node:path";

/** Makes the names in a directory durable. */
export async function syncDirectory(path: string): Promise<void> {
  const handle = await open(path, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Makes the names durable by which a directory is found, from its own up to that of `root`: whoever made them may not have come so far. */
export async function syncNamesOf(path: string, root: string): Promise<void> {
  for (let named = path; named.length >= root.length; named = dirname(named)) await syncDirectory(dirname(named));
}
