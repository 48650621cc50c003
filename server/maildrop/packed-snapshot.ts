import { crc32 } from "node:zlib";
import { ImportedIds } from "./imported-ids.ts";
import { Snapshot, width } from "./snapshot.ts";
import { SnapshotRoom } from "./snapshot-room.ts";
import type { MaildropVersion } from "./version.ts";

/**
 * A snapshot as octets: eight words (mark, format, checksum, messages, ends of imported ids, octets of their text and of the epochs'
 * JSON, 0), then the cells and the ends as words of this machine's order, then the epochs and the text.
 */
const mark = 0x6e536450;
const format = 2;
const headerWords = 8;
const wordOctets = 4;
const sumWord = 2;

export function packSnapshot({ room, count, epochs, importedIds }: Snapshot): Uint8Array<ArrayBuffer> {
  const cells = room.words.subarray(0, count * width);
  const ends = importedIds?.ends ?? new Uint32Array(0);
  const epochText = Buffer.from(JSON.stringify(epochs));
  const text = importedIds?.text ?? Buffer.alloc(0);
  const words = headerWords + cells.length + ends.length;
  const packed = new Uint8Array(words * wordOctets + epochText.length + text.length);
  const asWords = new Uint32Array(packed.buffer, 0, words);
  asWords.set(cells, headerWords);
  asWords.set(ends, headerWords + cells.length);
  packed.set(epochText, words * wordOctets);
  packed.set(text, words * wordOctets + epochText.length);
  asWords.set([mark, format, 0, count, ends.length, text.length, epochText.length, 0]);
  asWords[sumWord] = checksum(packed);
  return packed;
}

/** Null for what packSnapshot of this format, on a machine of this kind, did not write, or what was damaged since. */
export function unpackSnapshot(packed: Uint8Array, version: MaildropVersion): Snapshot | null {
  if (packed.length < headerWords * wordOctets) return null;
  const header = wordsOf(packed, 0, headerWords);
  const [foundMark, foundFormat, sum, count = 0, endCount = 0, textOctets = 0, epochOctets = 0] = header;
  const words = headerWords + count * width + endCount;
  const isWhole = packed.length === words * wordOctets + epochOctets + textOctets;
  if (foundMark !== mark || foundFormat !== format || !isWhole) return null;
  if (checksum(packed) !== sum) return null;
  const cells = wordsOf(packed, headerWords, count * width, Math.ceil(count / 8) * width);
  const octets = packed.subarray(words * wordOctets);
  const epochs = JSON.parse(Buffer.from(octets.subarray(0, epochOctets)).toString()) as string[];
  const text = Buffer.from(octets.subarray(epochOctets));
  const ends = wordsOf(packed, headerWords + count * width, endCount);
  const importedIds = endCount === 0 ? null : new ImportedIds(text, ends);
  return new Snapshot(version, new SnapshotRoom(cells, count * width), count, epochs, importedIds);
}

/** A copy, for octets from a database lie at any address; with `more` words of room after it, for what is delivered next. */
function wordsOf(packed: Uint8Array, from: number, words: number, more = 0): Uint32Array<ArrayBuffer> {
  const copy = new Uint32Array(words + more);
  new Uint8Array(copy.buffer).set(packed.subarray(from * wordOctets, (from + words) * wordOctets));
  return copy;
}

/** CRC-32 of all but itself: against damage, not against anybody. */
function checksum(packed: Uint8Array): number {
  const at = sumWord * wordOctets;
  return crc32(packed.subarray(at + wordOctets), crc32(packed.subarray(0, at)));
}
