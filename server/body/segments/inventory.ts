import { statSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { ownerOf, segmentFile, segmentOfFile, tombstoneFile } from "./names.ts";
import { isOwnerGone } from "./owner.ts";
import { scanIfThere } from "./scan-segment.ts";
import { readTombstones } from "./tombstones.ts";

export interface SegmentEntry {
  readonly name: string;
  readonly octets: number;
  readonly modifiedAt: Date;
}

/** The oldest first. One that disappears meanwhile is left out. */
export async function listSegments(directory: string): Promise<SegmentEntry[]> {
  const entries: SegmentEntry[] = [];
  for (const file of (await namesIn(directory)).sort()) {
    const name = segmentOfFile(file);
    const found = name === null ? undefined : statSync(segmentFile(directory, name), { throwIfNoEntry: false });
    if (name !== null && found) entries.push({ name, octets: found.size, modifiedAt: found.mtime });
  }
  return entries;
}

export async function namesIn(directory: string): Promise<string[]> {
  try {
    return await readdir(directory);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}

/** Whether nobody will append to a segment any more: it is sealed, or its process has ended. */
export function isClosed(directory: string, segment: string): boolean {
  return isSealed(directory, segment) || isOwnerGone(directory, ownerOf(segment));
}

export function isSealed(directory: string, segment: string): boolean {
  const scan = scanIfThere(segmentFile(directory, segment));
  scan?.close();
  return scan?.isSealed ?? false;
}

/** Segments that were copied and still exist, by the name of the copy: a reclaim was broken off, and the next will take it up. */
export async function readTakeovers(directory: string): Promise<Map<string, string[]>> {
  const entries = await listSegments(directory);
  const names = new Set(entries.map(({ name }) => name));
  const takeovers = new Map<string, string[]>();
  for (const name of names) {
    const scan = scanIfThere(segmentFile(directory, name));
    scan?.close();
    const left = (scan?.sources ?? []).filter((source) => names.has(source));
    if (left.length > 0) takeovers.set(name, left);
  }
  return takeovers;
}

/** Adds up what is dead, and remembers it as long as nothing more has died. */
export class DeadOctets {
  readonly #known = new Map<string, { size: number; octets: number }>();

  constructor(private readonly directory: string) {}

  of(segment: string): number {
    const size = statSync(tombstoneFile(this.directory, segment), { throwIfNoEntry: false })?.size ?? 0;
    const known = this.#known.get(segment);
    if (known?.size === size) return known.octets;
    let octets = 0;
    for (const tombstone of readTombstones(this.directory, segment).values()) octets += tombstone.octets;
    this.#known.set(segment, { size, octets });
    return octets;
  }

  forget(segment: string): void {
    this.#known.delete(segment);
  }
}
