import { randomInt } from "node:crypto";
import { join } from "node:path";

const timeLength = 8;
const ownerLength = 6;

/** Where a body lies in the segments: `seg/<segment>/<offset>/<uniqueId>`, the offset in base 36. */
export interface SegmentPlace {
  readonly segment: string;
  /** Of its record. */
  readonly offset: number;
  readonly uniqueId: string;
}

const placeForm = /^seg\/([0-9a-z]{14})\/([0-9a-z]{1,7})\/([0-9a-z]{1,24})$/;

export function isSegmentPlace(place: string): boolean {
  return place.startsWith("seg/");
}

export function segmentPlace(segment: string, offset: number, uniqueId: string): string {
  return `seg/${segment}/${offset.toString(36)}/${uniqueId}`;
}

/** Null for what no segmentPlace wrote. */
export function parseSegmentPlace(place: string): SegmentPlace | null {
  const match = placeForm.exec(place);
  if (match === null) return null;
  const [, segment = "", offset = "", uniqueId = ""] = match;
  return { segment, offset: Number.parseInt(offset, 36), uniqueId };
}

/** Names a process that writes segments, for as long as it runs. */
export function newOwner(): string {
  return Array.from({ length: ownerLength }, () => randomInt(36).toString(36)).join("");
}

/** Names sort by the time they were given. */
export function segmentName(atMs: number, owner: string): string {
  return Math.floor(atMs).toString(36).padStart(timeLength, "0") + owner;
}

export function ownerOf(segment: string): string {
  return segment.slice(timeLength);
}

/** The name of a segment's file; null for any other file. */
export function segmentOfFile(file: string): string | null {
  return /^([0-9a-z]{14})\.seg$/.exec(file)?.[1] ?? null;
}

export function segmentFile(directory: string, segment: string): string {
  return join(directory, `${segment}.seg`);
}

/** While it is being written whole, before it counts. */
export function unfinishedFile(directory: string, segment: string): string {
  return join(directory, `${segment}.unfinished`);
}

/** What of a segment is removed. */
export function tombstoneFile(directory: string, segment: string): string {
  return join(directory, `${segment}.removed`);
}
