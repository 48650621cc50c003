import { crc32 } from "node:zlib";

/**
 * A record: this header, the body, a trailer (imported unique-id, address, zeros up to a multiple of 8). Little-endian:
 *
 *   0 key of the segment (8)    8 kind    9 flags   10 octets of uniqueId   11 of importedId   12 of address (2)   14 zero (2)
 *  16 account   20 octets of the body   24 of its header   28 CRC-32 of the body   32 CRC-32 of the trailer   36 zero (4)
 *  40 arrived, ms (f64)   48 appended, ms (f64)   56 uniqueId (24)   80 offset of this record   84 zero (8)   92 CRC-32 of 0–91
 *
 * The key is random for each segment and nobody sees it: octets in a mail can never pass for a record, wherever a search begins.
 */
export const recordHeaderOctets = 96;
export const keyOctets = 8;

const bodyKind = 1;
const sealKind = 2;
const dotLinesFlag = 1;
const checkedOctets = 92;
const uniqueIdRoom = 24;

/** What a record says of its body: enough to make its row anew. */
export interface RecordFacts {
  readonly accountId: number;
  readonly octets: number;
  readonly headerOctets: number;
  readonly hasDotLines: boolean;
  readonly bodyCrc: number;
  readonly arrivedMs: number;
  /** When the body was first written: with the unique number the order of the maildrop. Kept when it is copied. */
  readonly appendedMs: number;
  readonly uniqueId: string;
}

export interface RecordHeader extends RecordFacts {
  readonly isSeal: boolean;
  readonly importedIdOctets: number;
  readonly addressOctets: number;
  readonly trailerCrc: number;
  /** Of the whole record. */
  readonly recordOctets: number;
}

export interface Trailer {
  readonly importedId: string | null;
  readonly address: string;
}

/** With the zeros that end the record. */
export function encodeTrailer({ importedId, address }: Trailer, bodyOctets: number): Buffer {
  const text = Buffer.concat([Buffer.from(importedId ?? "", "latin1"), Buffer.from(address, "utf8")]);
  const trailer = Buffer.alloc(text.length + paddingAfter(bodyOctets + text.length));
  text.copy(trailer);
  return trailer;
}

/** Null where it is damaged. */
export function decodeTrailer(trailer: Buffer, header: RecordHeader): Trailer | null {
  if (crc32(trailer) !== header.trailerCrc) return null;
  const { importedIdOctets, addressOctets } = header;
  const importedId = importedIdOctets === 0 ? null : trailer.toString("latin1", 0, importedIdOctets);
  return { importedId, address: trailer.toString("utf8", importedIdOctets, importedIdOctets + addressOctets) };
}

export function trailerOctets({ recordOctets, octets }: RecordHeader): number {
  return recordOctets - recordHeaderOctets - octets;
}

export interface RecordSite {
  /** Of the segment. */
  readonly key: Uint8Array;
  readonly offset: number;
}

export function encodeHeader(
  facts: RecordFacts,
  { importedId, address }: Trailer,
  trailer: Buffer,
  site: RecordSite,
): Buffer {
  const header = Buffer.alloc(recordHeaderOctets);
  header.set(site.key, 0);
  header[8] = bodyKind;
  header[9] = facts.hasDotLines ? dotLinesFlag : 0;
  header[10] = facts.uniqueId.length;
  header[11] = importedId?.length ?? 0;
  header.writeUInt16LE(Buffer.byteLength(address), 12);
  header.writeUInt32LE(facts.accountId, 16);
  header.writeUInt32LE(facts.octets, 20);
  header.writeUInt32LE(facts.headerOctets, 24);
  header.writeUInt32LE(facts.bodyCrc, 28);
  header.writeUInt32LE(crc32(trailer), 32);
  header.writeDoubleLE(facts.arrivedMs, 40);
  header.writeDoubleLE(facts.appendedMs, 48);
  header.write(facts.uniqueId, 56, "latin1");
  return signed(header, site.offset);
}

/** The same record as it is headed in another segment. */
export function movedHeader(header: Buffer, { key, offset }: RecordSite): Buffer {
  const moved = Buffer.from(header);
  moved.set(key, 0);
  return signed(moved, offset);
}

/** The last record of a segment that is full or whose writer has ended: nothing follows it. */
export function encodeSeal({ key, offset }: RecordSite): Buffer {
  const header = Buffer.alloc(recordHeaderOctets);
  header.set(key, 0);
  header[8] = sealKind;
  return signed(header, offset);
}

/** Null where there is no record of this site, or its header is damaged. Without a key, of any segment. */
export function decodeHeader(header: Buffer, key: Buffer | null, offset: number): RecordHeader | null {
  if (header.length < recordHeaderOctets) return null;
  if (header.readUInt32LE(80) !== offset) return null;
  if (key !== null && key.compare(header, 0, keyOctets) !== 0) return null;
  if (crc32(header.subarray(0, checkedOctets)) !== header.readUInt32LE(checkedOctets)) return null;
  const octets = header.readUInt32LE(20);
  const importedIdOctets = header[11] ?? 0;
  const addressOctets = header.readUInt16LE(12);
  const used = octets + importedIdOctets + addressOctets;
  return {
    isSeal: header[8] === sealKind,
    accountId: header.readUInt32LE(16),
    octets,
    headerOctets: header.readUInt32LE(24),
    hasDotLines: ((header[9] ?? 0) & dotLinesFlag) !== 0,
    bodyCrc: header.readUInt32LE(28),
    trailerCrc: header.readUInt32LE(32),
    arrivedMs: header.readDoubleLE(40),
    appendedMs: header.readDoubleLE(48),
    uniqueId: header.toString("latin1", 56, 56 + Math.min(header[10] ?? 0, uniqueIdRoom)),
    importedIdOctets,
    addressOctets,
    recordOctets: recordHeaderOctets + used + paddingAfter(used),
  };
}

function signed(header: Buffer, offset: number): Buffer {
  header.writeUInt32LE(offset, 80);
  header.writeUInt32LE(crc32(header.subarray(0, checkedOctets)), checkedOctets);
  return header;
}

/** Records begin at multiples of 8. */
function paddingAfter(octets: number): number {
  return -octets & 7;
}
