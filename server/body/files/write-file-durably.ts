import { type FileHandle, open } from "node:fs/promises";

/** A new file, 0600, whose octets are on disk when this resolves; its name is not, so sync the directory. Throws EEXIST where there is one. */
export async function writeFileDurably(
  path: string,
  prefix: Uint8Array,
  pieces: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
  onMade: () => void,
): Promise<void> {
  const handle = await open(path, "wx", 0o600);
  onMade();
  try {
    let waiting: Uint8Array[] = prefix.length > 0 ? [prefix] : [];
    for await (const piece of pieces) {
      waiting.push(piece);
      await writeAll(handle, waiting);
      waiting = [];
    }
    await writeAll(handle, waiting);
    await handle.datasync();
  } finally {
    await handle.close();
  }
}

async function writeAll(handle: FileHandle, pieces: readonly Uint8Array[]): Promise<void> {
  let rest = pieces;
  while (rest.length > 0) {
    const { bytesWritten } = await handle.writev(rest);
    rest = after(rest, bytesWritten);
  }
}

function after(pieces: readonly Uint8Array[], written: number): Uint8Array[] {
  const rest: Uint8Array[] = [];
  let skip = written;
  for (const piece of pieces) {
    if (skip < piece.length) rest.push(piece.subarray(skip));
    skip = Math.max(0, skip - piece.length);
  }
  return rest;
}
