import { open } from "node:fs/promises";
import { writeAll } from "../write-all.ts";
import { segmentFile } from "./names.ts";
import { encodeSeal } from "./record.ts";
import { openScan } from "./scan-segment.ts";
import { segmentHeaderOctets } from "./segment-header.ts";

const blockOctets = 256 * 1024;

/**
 * Ends a segment whose process was killed: zeros that it had filled ahead are cut off, and a seal says that nothing follows. Octets that
 * are no record stay where they are.
 */
export async function sealLeft(directory: string, segment: string): Promise<void> {
  const path = segmentFile(directory, segment);
  const scan = openScan(path);
  const { key, octets: size, isSealed } = scan;
  if (key === null || isSealed) return scan.close();
  let end = 0;
  try {
    for await (const { offset, header } of scan.records()) end = offset + header.recordOctets;
  } finally {
    scan.close();
  }
  const file = await open(path, "r+");
  try {
    let used = Math.max(end, segmentHeaderOctets);
    const block = Buffer.alloc(blockOctets);
    for (let at = used; at < size; at += blockOctets) {
      const { bytesRead } = await file.read(block, 0, blockOctets, at);
      for (let index = bytesRead - 1; index >= 0; index -= 1) {
        if (block[index] === 0) continue;
        used = at + index + 1;
        break;
      }
    }
    const offset = used + (-used & 7);
    await file.truncate(offset);
    await writeAll(file, [encodeSeal({ key, offset })], offset);
  } finally {
    await file.close();
  }
}
