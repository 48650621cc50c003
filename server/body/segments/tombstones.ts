import { constants, readFileSync } from "node:fs";
import { open } from "node:fs/promises";
import { crc32 } from "node:zlib";
import { syncDirectory } from "../directories.ts";
import { writeAll } from "../write-all.ts";
import { tombstoneFile } from "./names.ts";

/** Offset of the record (4), its octets (4), the reason (4), CRC-32 of these twelve (4). Little-endian. */
const entryOctets = 16;

/**
 * Why a record is no longer needed; or what an index made anew must know of a living one: that its message was removed but can be
 * brought back ("kept"), and that it was brought back ("restored").
 */
const reasons = ["removed", "copied", "set-aside", "kept", "restored"] as const;
export type Reason = (typeof reasons)[number];

export interface Tombstone {
  readonly offset: number;
  /** Of the whole record. */
  readonly octets: number;
  readonly reason: Reason;
}

/**
 * Beside each segment lies a file that only grows and names what of it is removed: any process adds to it, a restart knows by it how
 * much of a segment is dead without reading the segment, and it goes when the segment goes.
 */
export class TombstoneFiles {
  /** Segments whose file is known to have its name on disk. */
  readonly #named = new Set<string>();

  constructor(private readonly directory: string) {}

  /** Resolves when they are on disk to stay. */
  async add(segment: string, tombstones: readonly Tombstone[]): Promise<void> {
    const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_APPEND;
    const file = await open(tombstoneFile(this.directory, segment), flags, 0o600);
    try {
      await writeAll(file, [encode(tombstones)]);
      await file.datasync();
    } finally {
      await file.close();
    }
    if (this.#named.has(segment)) return;
    await syncDirectory(this.directory);
    this.#named.add(segment);
  }
}

/** Of dead records, by offset. Two that say the same count once. */
export function readTombstones(directory: string, segment: string): Map<number, Tombstone> {
  return readMarks(directory, segment).dead;
}

export interface Marks {
  readonly dead: Map<number, Tombstone>;
  /** Of records whose messages can be brought back. */
  readonly kept: Map<number, Tombstone>;
}

/** All that is said of a segment's records, by offset. What is dead stays dead, whatever was said later. */
export function readMarks(directory: string, segment: string): Marks {
  const dead = new Map<number, Tombstone>();
  const kept = new Map<number, Tombstone>();
  for (const tombstone of decode(readIfThere(tombstoneFile(directory, segment)))) {
    const { offset, reason } = tombstone;
    if (reason === "kept") kept.set(offset, tombstone);
    else if (reason === "restored") kept.delete(offset);
    else dead.set(offset, tombstone);
  }
  for (const offset of dead.keys()) kept.delete(offset);
  return { dead, kept };
}

function encode(tombstones: readonly Tombstone[]): Buffer {
  const entries = Buffer.alloc(tombstones.length * entryOctets);
  for (const [index, { offset, octets, reason }] of tombstones.entries()) {
    const at = index * entryOctets;
    entries.writeUInt32LE(offset, at);
    entries.writeUInt32LE(octets, at + 4);
    entries.writeUInt32LE(reasons.indexOf(reason) + 1, at + 8);
    entries.writeUInt32LE(crc32(entries.subarray(at, at + 12)), at + 12);
  }
  return entries;
}

/** A crash may leave a part of an entry, and the next ones then begin somewhere else: whatever has a right checksum is one. */
function* decode(entries: Buffer): Generator<Tombstone> {
  for (let at = 0; at + entryOctets <= entries.length; ) {
    const reason = reasons[entries.readUInt32LE(at + 8) - 1];
    if (reason === undefined || crc32(entries.subarray(at, at + 12)) !== entries.readUInt32LE(at + 12)) {
      at += 1;
      continue;
    }
    yield { offset: entries.readUInt32LE(at), octets: entries.readUInt32LE(at + 4), reason };
    at += entryOctets;
  }
}

function readIfThere(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return Buffer.alloc(0);
    throw error;
  }
}
