import { open, rename, unlink } from "node:fs/promises";
import { syncDirectory } from "../directories.ts";
import { writeAll } from "../write-all.ts";
import { segmentFile, unfinishedFile } from "./names.ts";
import { encodeSeal, movedHeader, recordHeaderOctets } from "./record.ts";
import { scanIfThere } from "./scan-segment.ts";
import { encodeSegmentHeader, newSegmentHeader, segmentHeaderOctets } from "./segment-header.ts";

/** Written at once; between two such writes others have their turn. */
const chunkOctets = 1024 * 1024;

export interface Copying {
  readonly directory: string;
  readonly sources: readonly string[];
  /** The new segment's. */
  readonly name: string;
  /** Whether the record at this offset of this source is to be copied. */
  readonly isWanted: (source: string, offset: number) => boolean;
  /** Called after each chunk: a pause here keeps the disk free for the mail. */
  readonly pause: (octets: number) => Promise<void>;
}

/**
 * Copies records to a new segment, which counts only when all of it is on disk, and which names the sources until they are gone. Octets
 * are copied as they are: what was damaged stays known as damaged. Throws where something cannot be read, and has left nothing then.
 */
export async function copyRecords({ directory, sources, name, isWanted, pause }: Copying): Promise<void> {
  const unfinished = unfinishedFile(directory, name);
  const header = newSegmentHeader(sources);
  const { key } = header;
  const file = await open(unfinished, "wx", 0o600);
  try {
    try {
      await writeAll(file, [encodeSegmentHeader(header)], 0);
      let offset = segmentHeaderOctets;
      let waiting: Uint8Array[] = [];
      let octets = 0;
      const writeOut = async () => {
        await writeAll(file, waiting, offset - octets);
        await pause(octets);
        waiting = [];
        octets = 0;
      };
      for (const source of sources) {
        const scan = scanIfThere(segmentFile(directory, source));
        if (scan === null) continue;
        try {
          for await (const record of scan.records()) {
            if (!isWanted(source, record.offset)) continue;
            const whole = record.whole();
            waiting.push(movedHeader(record.encoded, { key, offset }), whole.subarray(recordHeaderOctets));
            offset += whole.length;
            octets += whole.length;
            if (octets >= chunkOctets) await writeOut();
          }
        } finally {
          scan.close();
        }
      }
      waiting.push(encodeSeal({ key, offset }));
      offset += recordHeaderOctets;
      octets += recordHeaderOctets;
      await writeOut();
      await file.datasync();
    } finally {
      await file.close();
    }
    await rename(unfinished, segmentFile(directory, name));
    await syncDirectory(directory);
  } catch (error) {
    await unlink(unfinished).catch(() => {});
    throw error;
  }
}
