import { open } from "node:fs/promises";
import { writeAll } from "../write-all.ts";

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
