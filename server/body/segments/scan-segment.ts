import { closeSync, fstatSync, openSync } from "node:fs";
import { setImmediate as turn } from "node:timers/promises";
import { crc32 } from "node:zlib";
import { readExactly } from "../opened-body.ts";
import { storageTrouble } from "../storage-trouble.ts";
import {
  decodeHeader,
  decodeTrailer,
  type RecordHeader,
  recordHeaderOctets,
  type Trailer,
  trailerOctets,
} from "./record.ts";
import { decodeSegmentHeader, segmentHeaderOctets } from "./segment-header.ts";

const recordsATurn = 200;
const searchOctets = 256 * 1024;
const pieceOctets = 256 * 1024;

/** A record as it was found. What is asked of it is read then and there. */
export interface FoundRecord {
  readonly offset: number;
  readonly header: RecordHeader;
  /** The header's own octets. */
  readonly encoded: Buffer;
  /** Null where it is damaged. */
  trailer(): Trailer | null;
  /** Header and trailer with the body between; only for what fits in memory. */
  whole(): Buffer;
  isBodyIntact(): Promise<boolean>;
}

/** Octets between two records that are none: a torn end, or damage. */
export interface Gap {
  readonly offset: number;
  readonly octets: number;
}

export interface SegmentScan {
  /** Null where the segment's header is damaged. */
  readonly sources: readonly string[] | null;
  /** Null where neither the header nor the first record tells it. */
  readonly key: Buffer | null;
  readonly isSealed: boolean;
  readonly octets: number;
  /** From the first to the last, with turns of the event loop between. Only until `close`. */
  records(onGap?: (gap: Gap) => void): AsyncGenerator<FoundRecord>;
  close(): void;
}

/** Throws ENOENT where there is no such file. */
export function openScan(path: string): SegmentScan {
  const descriptor = openSync(path, "r");
  const { size } = fstatSync(descriptor);
  const header = decodeSegmentHeader(readExactly(descriptor, 0, Math.min(size, segmentHeaderOctets)));
  const scan = { descriptor, size, key: header?.key ?? firstKey(descriptor, size) };
  return {
    sources: header?.sources ?? null,
    key: scan.key,
    isSealed: isSealAt(scan, size - recordHeaderOctets),
    octets: size,
    records: (onGap = () => {}) => recordsOf(scan, onGap),
    close: () => closeSync(descriptor),
  };
}

/** Null where there is no such file. */
export function scanIfThere(path: string): SegmentScan | null {
  try {
    return openScan(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw storageTrouble(error);
  }
}

interface Scan {
  readonly descriptor: number;
  readonly size: number;
  readonly key: Buffer | null;
}

async function* recordsOf(scan: Scan, onGap: (gap: Gap) => void): AsyncGenerator<FoundRecord> {
  const { descriptor, size } = scan;
  let done = 0;
  for (let offset = segmentHeaderOctets; offset + recordHeaderOctets <= size; ) {
    const header = headerAt(scan, offset);
    if (header === null || offset + header.recordOctets > size) {
      const next = await search(scan, offset + 8);
      if (!(await isZero(descriptor, offset, next))) onGap({ offset, octets: next - offset });
      offset = next;
      continue;
    }
    if (header.isSeal) return;
    yield found(descriptor, offset, header);
    offset += header.recordOctets;
    done += 1;
    if (done % recordsATurn === 0) await turn();
  }
}

function found(descriptor: number, offset: number, header: RecordHeader): FoundRecord {
  const end = offset + header.recordOctets;
  return {
    offset,
    header,
    encoded: readExactly(descriptor, offset, recordHeaderOctets),
    trailer: () => {
      const octets = trailerOctets(header);
      return decodeTrailer(readExactly(descriptor, end - octets, octets), header);
    },
    whole: () => readExactly(descriptor, offset, header.recordOctets),
    isBodyIntact: async () => {
      let crc = 0;
      for (let from = 0; from < header.octets; from += pieceOctets) {
        const count = Math.min(pieceOctets, header.octets - from);
        crc = crc32(readExactly(descriptor, offset + recordHeaderOctets + from, count), crc);
        if (header.octets > pieceOctets) await turn();
      }
      return crc === header.bodyCrc;
    },
  };
}

function headerAt({ descriptor, size, key }: Scan, offset: number): RecordHeader | null {
  if (offset < 0 || offset + recordHeaderOctets > size) return null;
  return decodeHeader(readExactly(descriptor, offset, recordHeaderOctets), key, offset);
}

function isSealAt(scan: Scan, offset: number): boolean {
  return headerAt(scan, offset)?.isSeal ?? false;
}

/** Where the next record begins after damage, or the end. Found by the key, which nobody could put into a mail. */
async function search({ descriptor, size, key }: Scan, from: number): Promise<number> {
  if (key === null) return size;
  for (let at = from; at + recordHeaderOctets <= size; at += searchOctets) {
    const block = readExactly(descriptor, at, Math.min(searchOctets + recordHeaderOctets, size - at));
    for (let index = block.indexOf(key); index !== -1; index = block.indexOf(key, index + 1)) {
      const header = decodeHeader(block.subarray(index), key, at + index);
      if (header !== null && at + index + header.recordOctets <= size) return at + index;
    }
    await turn();
  }
  return size;
}

async function isZero(descriptor: number, from: number, to: number): Promise<boolean> {
  for (let at = from; at < to; at += searchOctets) {
    const block = readExactly(descriptor, at, Math.min(searchOctets, to - at));
    if (!block.equals(Buffer.alloc(block.length))) return false;
    await turn();
  }
  return true;
}

/** Where the segment's header is damaged, its first record tells the key. */
function firstKey(descriptor: number, size: number): Buffer | null {
  if (size < segmentHeaderOctets + recordHeaderOctets) return null;
  const first = readExactly(descriptor, segmentHeaderOctets, recordHeaderOctets);
  return decodeHeader(first, null, segmentHeaderOctets) === null ? null : Buffer.from(first.subarray(0, 8));
}
