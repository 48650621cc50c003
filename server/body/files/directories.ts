import { mkdir, open } from "node:fs/promises";
import { dirname, join } from "node:path";

/** Makes `root/path` with what is missing above it, 0700, so that it survives a power cut: each new name is synced where it was made. */
export async function makeDirectory(root: string, path: string): Promise<void> {
  const first = await mkdir(join(root, path), { recursive: true, mode: 0o700 });
  if (first === undefined) return;
  for (let made = join(root, path); made.length >= first.length; made = dirname(made)) {
    await syncDirectory(dirname(made));
  }
}

/** Makes the names in a directory durable. */
export async function syncDirectory(path: string): Promise<void> {
  const handle = await open(path, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
