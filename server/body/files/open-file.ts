import { closeSync, fstatSync, openSync } from "node:fs";
import { BodyRoom } from "../body-room.ts";
import type { OpenBody } from "../body-store.ts";
import { LargeBody, readInto, SmallBody, smallOctets } from "../opened-body.ts";
import { storageTrouble } from "../storage-trouble.ts";
import { unreadable } from "../unreadable.ts";

/** The first `wanted` octets of a file of `octets` octets: a small one is read at once and closed, a large one piece by piece. */
export function openFile(path: string, octets: number, wanted: number): OpenBody {
  const descriptor = openChecked(path, octets);
  const count = Math.min(octets, wanted);
  if (count > smallOctets) {
    return new LargeBody({ descriptor, start: 0, count, crc: null, release: () => closeSync(descriptor) });
  }
  try {
    const room = new BodyRoom(count);
    readInto(room.memory, room.start, descriptor, 0, count);
    return new SmallBody(room);
  } finally {
    closeSync(descriptor);
  }
}

function openChecked(path: string, octets: number): number {
  let descriptor: number;
  try {
    descriptor = openSync(path, "r");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") throw unreadable(`no file ${path}`);
    throw storageTrouble(error);
  }
  const { size } = fstatSync(descriptor);
  if (size === octets) return descriptor;
  closeSync(descriptor);
  throw unreadable(`${path} has ${size} octets instead of ${octets}`);
}
