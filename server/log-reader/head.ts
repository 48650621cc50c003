import { createHash } from "node:crypto";
import type { FileHandle } from "node:fs/promises";
import { constants, createGunzip } from "node:zlib";

/** Of so many first octets a file is known again, whatever it is called and wherever it lies. */
export const mostHeadOctets = 1_024;
const packedOctets = 4_096;

/** The first octets of a file, unpacked; fewer where there are no more. */
export async function readHead(handle: FileHandle, isPacked: boolean): Promise<Buffer> {
  const wanted = isPacked ? packedOctets : mostHeadOctets;
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(wanted), 0, wanted, 0);
  const octets = buffer.subarray(0, bytesRead);
  return isPacked ? (await unpackHead(octets)).subarray(0, mostHeadOctets) : octets;
}

export function hashOf(head: Buffer, octets = head.length): string {
  return createHash("sha256").update(head.subarray(0, octets)).digest("hex");
}

/** Two octets that begin every file packed with gzip. */
export function looksPacked(head: Buffer): boolean {
  return head[0] === 0x1f && head[1] === 0x8b;
}

/** What the beginning of a packed file holds, whether or not it is whole. */
function unpackHead(octets: Buffer): Promise<Buffer> {
  return new Promise((resolve) => {
    const pieces: Buffer[] = [];
    const gunzip = createGunzip({ finishFlush: constants.Z_SYNC_FLUSH });
    gunzip.on("data", (piece: Buffer) => pieces.push(piece));
    const done = () => resolve(Buffer.concat(pieces));
    gunzip.on("end", done);
    // What is no gzip at all, or damaged, gives as much as could be unpacked.
    gunzip.on("error", done);
    gunzip.end(octets);
  });
}
