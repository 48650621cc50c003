import { setImmediate as turn } from "node:timers/promises";
import { newWireForm } from "../../delivery/new-wire-form.ts";
import type { Store } from "../../store.ts";
import { listSegments } from "../segments/inventory.ts";
import { segmentFile, segmentPlace } from "../segments/names.ts";
import { type FoundRecord, scanIfThere } from "../segments/scan-segment.ts";
import { readMarks } from "../segments/tombstones.ts";

/** A message as its body tells of it. */
export interface LostMessage {
  readonly accountId: number;
  /** Null where only a file is left, which does not know. */
  readonly address: string | null;
  readonly uniqueId: string;
  readonly importedId: string | null;
  readonly octets: number;
  readonly headerOctets: number;
  readonly hasDotLines: boolean;
  readonly arrivedMs: number;
  readonly appendedMs: number;
  readonly place: string;
  /** It was removed and can be brought back, as far as the place where it lies can say so. */
  readonly isKept: boolean;
}

export interface FoundBodies {
  /** Those that were not removed, one for each unique-id. */
  readonly messages: LostMessage[];
  readonly removedCount: number;
  /** Places of bodies that cannot be brought back, and why. */
  readonly damaged: readonly { readonly place: string; readonly problem: string }[];
}

/** Reads every body there is, in segments and in files. Holds a few hundred octets for each in memory. */
export async function findBodies(store: Store, onFound: (count: number) => void): Promise<FoundBodies> {
  const found = new Map<string, LostMessage>();
  const removed = new Set<string>();
  const damaged: { place: string; problem: string }[] = [];
  for await (const each of recordsOf(store)) {
    if (each.isRemoved) removed.add(each.uniqueId);
    else if ("problem" in each) damaged.push(each);
    else found.set(each.uniqueId, each.message);
    if ((found.size + removed.size) % 1000 === 0) onFound(found.size);
  }
  // A crash may have left two of one, and the tombstone names one.
  for (const uniqueId of removed) found.delete(uniqueId);
  for await (const { place, accountId, uniqueId, octets, modifiedAt } of store.bodies.files.list()) {
    if (found.has(uniqueId) || !/^[0-9a-z]{7,}$/.test(uniqueId)) continue;
    const form = newWireForm(store);
    try {
      const body = store.bodies.open(place, octets);
      for (let piece = await body.read(); piece !== null; piece = await body.read()) await form.push(piece);
      body.close();
      const { headerOctets, hasDotLines } = await form.finish();
      const at = modifiedAt.getTime();
      const facts = {
        accountId,
        uniqueId,
        octets,
        headerOctets,
        hasDotLines,
        arrivedMs: at,
        appendedMs: at,
        place,
        isKept: false,
      };
      found.set(uniqueId, { ...facts, address: null, importedId: null });
    } finally {
      await form.discard();
    }
    await turn();
  }
  return { messages: [...found.values()], removedCount: removed.size, damaged };
}

type Met =
  | { readonly isRemoved: true; readonly uniqueId: string }
  | { readonly isRemoved: false; readonly uniqueId: string; readonly place: string; readonly problem: string }
  | { readonly isRemoved: false; readonly uniqueId: string; readonly message: LostMessage };

async function* recordsOf(store: Store): AsyncGenerator<Met> {
  const { directory } = store.bodies.segments;
  for (const { name } of await listSegments(directory)) {
    const scan = scanIfThere(segmentFile(directory, name));
    if (scan === null) continue;
    const { dead, kept } = readMarks(directory, name);
    const gaps: { place: string; problem: string }[] = [];
    try {
      for await (const record of scan.records(({ offset, octets }) =>
        gaps.push({ place: segmentFile(directory, name), problem: `${octets} octets at ${offset} are no record` }),
      )) {
        const { uniqueId } = record.header;
        const reason = dead.get(record.offset)?.reason;
        if (reason === "copied") continue;
        if (reason !== undefined) yield { isRemoved: true, uniqueId };
        else yield await read(record, segmentPlace(name, record.offset, uniqueId), kept.has(record.offset));
      }
    } finally {
      scan.close();
    }
    for (const gap of gaps) yield { isRemoved: false, uniqueId: "", ...gap };
  }
}

async function read(record: FoundRecord, place: string, isKept: boolean): Promise<Met> {
  const { accountId, uniqueId, octets, headerOctets, hasDotLines, arrivedMs, appendedMs } = record.header;
  const trailer = record.trailer();
  if (trailer === null || !(await record.isBodyIntact())) {
    return { isRemoved: false, uniqueId, place, problem: "its checksum does not match" };
  }
  const facts = { accountId, uniqueId, octets, headerOctets, hasDotLines, arrivedMs, appendedMs, place, isKept };
  return { isRemoved: false, uniqueId, message: { ...facts, ...trailer } };
}
