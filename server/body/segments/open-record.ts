import { crc32 } from "node:zlib";
import { BodyRoom } from "../body-room.ts";
import type { OpenBody } from "../body-store.ts";
import { LargeBody, readExactly, readInto, SmallBody, smallOctets } from "../opened-body.ts";
import { unreadable } from "../unreadable.ts";
import type { BodyCache } from "./body-cache.ts";
import { parseSegmentPlace, type SegmentPlace } from "./names.ts";
import { decodeHeader, type RecordHeader, recordHeaderOctets } from "./record.ts";
import type { SegmentFile, SegmentFiles } from "./segment-files.ts";

export interface Wanted {
  readonly place: string;
  /** Of the whole body, as its row says. */
  readonly octets: number;
  readonly wanted: number;
}

/** One read for a small body with its record's header; the checksum is compared where all of the body is wanted. */
export function openRecord(files: SegmentFiles, cache: BodyCache, { place, octets, wanted }: Wanted): OpenBody {
  const isWhole = wanted >= octets;
  const known = cache.get(place);
  if (known !== undefined && known.length === octets) return copyOf(isWhole ? known : known.subarray(0, wanted));
  const site = siteOf(place);
  const file = files.get(site.segment);
  const count = Math.min(octets, wanted);
  if (count > smallOctets) {
    const header = headerAt(readExactly(file.descriptor, site.offset, recordHeaderOctets), file, site);
    checkSize(header, place, octets);
    return new LargeBody({
      descriptor: file.descriptor,
      start: site.offset + recordHeaderOctets,
      count,
      crc: isWhole ? header.bodyCrc : null,
      release: files.hold(file),
    });
  }
  const room = new BodyRoom(count);
  const headerStart = room.start - recordHeaderOctets;
  readInto(room.memory, headerStart, file.descriptor, site.offset, recordHeaderOctets + count);
  const header = headerAt(room.memory.subarray(headerStart, room.start), file, site);
  checkSize(header, place, octets);
  if (isWhole) {
    const { body } = room;
    if (crc32(body) !== header.bodyCrc) throw unreadable(`the checksum of the body at ${place} does not match`);
    cache.offer(place, body);
  }
  return new SmallBody(room);
}

/** What the cache has is everybody's; around what is lent may be written. */
function copyOf(body: Uint8Array): SmallBody {
  const room = new BodyRoom(body.length);
  room.memory.set(body, room.start);
  return new SmallBody(room);
}

/** The header of the record at a place. Refuses with `not-found` where there is none, or another's. */
export function readHeader(files: SegmentFiles, place: string): RecordHeader {
  const site = siteOf(place);
  const file = files.get(site.segment);
  return headerAt(readExactly(file.descriptor, site.offset, recordHeaderOctets), file, site);
}

export function siteOf(place: string): SegmentPlace {
  const site = parseSegmentPlace(place);
  if (site === null) throw unreadable(`${place} is no place of a body`);
  return site;
}

function checkSize(header: RecordHeader, place: string, octets: number): void {
  if (header.octets !== octets) throw unreadable(`the record at ${place} has ${header.octets} octets, not ${octets}`);
}

function headerAt(read: Buffer, file: SegmentFile, { segment, offset, uniqueId }: SegmentPlace): RecordHeader {
  const header = decodeHeader(read, file.key, offset);
  if (header === null) throw unreadable(`the record at ${offset} of segment ${segment} is damaged`);
  if (header.isSeal || header.uniqueId !== uniqueId) {
    throw unreadable(`the record at ${offset} of segment ${segment} is another message's`);
  }
  return header;
}
