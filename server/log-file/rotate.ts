import { createReadStream, createWriteStream } from "node:fs";
import { open, rename, rm, stat } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";

/** A process that was killed while it rotated leaves its claim; after so long it counts no more. */
const claimMs = 60_000;

/**
 * Puts `path` aside as path.1, if it is still the file of that inode; path.1 becomes path.2 and is packed, and so on; more than `kept` are removed.
 * The newest stays as it is, since other processes write into it until they notice. Of several processes that call it at once one does it.
 */
export async function rotate(path: string, inode: number, kept: number): Promise<void> {
  const claim = `${path}.rotating`;
  if (!(await claimed(claim))) return;
  try {
    if ((await inodeOf(path)) !== inode) return;
    for (let number = kept; number >= 1; number -= 1) {
      for (const end of ["", ".gz"]) {
        const from = `${path}.${number}${end}`;
        if (number === kept) await rm(from, { force: true });
        else if ((await inodeOf(from)) !== null) await rename(from, `${path}.${number + 1}${end}`);
      }
    }
    await rename(path, `${path}.1`);
    if ((await inodeOf(`${path}.2`)) !== null) await pack(`${path}.2`);
  } finally {
    await rm(claim, { force: true });
  }
}

async function claimed(claim: string): Promise<boolean> {
  try {
    await (await open(claim, "wx", 0o600)).close();
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    const since = await stat(claim).catch(() => null);
    if (since !== null && Date.now() - since.mtimeMs > claimMs) await rm(claim, { force: true });
    return false;
  }
}

/** Beside the event loop: zlib works in the thread pool. Under its name only when it is whole. */
async function pack(path: string): Promise<void> {
  const unfinished = `${path}.packing`;
  await pipeline(createReadStream(path), createGzip(), createWriteStream(unfinished, { mode: 0o640 }));
  await rename(unfinished, `${path}.gz`);
  await rm(path);
}

async function inodeOf(path: string): Promise<number | null> {
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return null;
    throw error;
  });
  return found === null ? null : found.ino;
}
