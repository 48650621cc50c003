import type { FileHandle } from "node:fs/promises";

/** Writes all of the pieces from `position` on (where the file stands, without): the system may take less at a time. */
export async function writeAll(
  handle: FileHandle,
  pieces: readonly Uint8Array[],
  position: number | null = null,
): Promise<void> {
  let rest = pieces;
  let at = position;
  while (rest.length > 0) {
    const { bytesWritten } = await handle.writev(rest, at ?? undefined);
    if (at !== null) at += bytesWritten;
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
