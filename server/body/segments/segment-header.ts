import { randomBytes } from "node:crypto";
import { crc32 } from "node:zlib";
import { keyOctets } from "./record.ts";

/** A block of its own; the first record follows. */
export const segmentHeaderOctets = 4096;
const magic = "POPDESK SEGMENT\n";
const version = 1;
const textStart = 32;
const checkedOctets = segmentHeaderOctets - 4;

/** What a segment says of itself. */
export interface SegmentHeader {
  readonly key: Buffer;
  /** Segments whose living records were copied here. One that still exists has not been given up yet. */
  readonly sources: readonly string[];
}

export function newSegmentHeader(sources: readonly string[] = []): SegmentHeader {
  return { key: randomBytes(keyOctets), sources };
}

/** magic (16), version (4), octets of the sources' names (4), key (8), the names with blanks between, zeros, CRC-32 (4). */
export function encodeSegmentHeader({ key, sources }: SegmentHeader): Buffer {
  const header = Buffer.alloc(segmentHeaderOctets);
  const text = sources.join(" ");
  header.write(magic, 0, "latin1");
  header.writeUInt32LE(version, 16);
  header.writeUInt32LE(text.length, 20);
  key.copy(header, 24);
  header.write(text, textStart, "latin1");
  header.writeUInt32LE(crc32(header.subarray(0, checkedOctets)), checkedOctets);
  return header;
}

/** Null where it is damaged, or of a later version than this program's. */
export function decodeSegmentHeader(header: Buffer): SegmentHeader | null {
  if (header.length < segmentHeaderOctets || header.toString("latin1", 0, magic.length) !== magic) return null;
  if (header.readUInt32LE(16) !== version) return null;
  if (crc32(header.subarray(0, checkedOctets)) !== header.readUInt32LE(checkedOctets)) return null;
  const text = header.toString("latin1", textStart, textStart + header.readUInt32LE(20));
  return {
    key: Buffer.from(header.subarray(24, 24 + keyOctets)),
    sources: text === "" ? [] : text.split(" "),
  };
}
