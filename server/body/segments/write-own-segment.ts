import { type FileHandle, open, rename, unlink } from "node:fs/promises";
import { crc32 } from "node:zlib";
import type { NewBody } from "../body-store.ts";
import { syncDirectory } from "../directories.ts";
import { writeAll } from "../write-all.ts";
import { factsOf } from "./incoming.ts";
import { segmentFile, segmentPlace, unfinishedFile } from "./names.ts";
import { encodeHeader, encodeSeal, encodeTrailer, recordHeaderOctets } from "./record.ts";
import { encodeSegmentHeader, newSegmentHeader, segmentHeaderOctets } from "./segment-header.ts";

/**
 * A large body gets a segment of its own, written piece by piece: it never lies in memory, holds up no other delivery, and when it is
 * removed nothing need be copied. The file counts only when it is complete. Gives its place.
 */
export async function writeOwnSegment(
  directory: string,
  name: string,
  body: NewBody,
  appendedMs: number,
): Promise<string> {
  const unfinished = unfinishedFile(directory, name);
  const file = await open(unfinished, "wx", 0o600);
  try {
    try {
      await write(file, body, appendedMs);
      await file.datasync();
    } finally {
      await file.close();
    }
    await rename(unfinished, segmentFile(directory, name));
    await syncDirectory(directory);
  } catch (error) {
    for (const path of [unfinished, segmentFile(directory, name)]) await unlink(path).catch(() => {});
    throw error;
  }
  return segmentPlace(name, segmentHeaderOctets, body.uniqueId);
}

/** The record's header comes last: it has the checksum. */
async function write(file: FileHandle, body: NewBody, appendedMs: number): Promise<void> {
  const header = newSegmentHeader();
  const { key } = header;
  const start = segmentHeaderOctets + recordHeaderOctets;
  let octets = 0;
  let crc = 0;
  const put = async (piece: Uint8Array) => {
    await writeAll(file, [piece], start + octets);
    octets += piece.length;
    crc = crc32(piece, crc);
  };
  if (body.prefix.length > 0) await put(body.prefix);
  for await (const piece of body.message.pieces()) await put(piece);
  const trailer = encodeTrailer(body, octets);
  const end = start + octets + trailer.length;
  await writeAll(file, [trailer, encodeSeal({ key, offset: end })], start + octets);
  const facts = factsOf(body, { octets, crc, appendedMs });
  const record = encodeHeader(facts, body, trailer, { key, offset: segmentHeaderOctets });
  await writeAll(file, [encodeSegmentHeader(header), record], 0);
}
