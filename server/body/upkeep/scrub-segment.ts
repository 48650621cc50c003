import { setTimeout as wait } from "node:timers/promises";
import { noteDamage } from "../../message/note-damage.ts";
import type { Store } from "../../store.ts";
import { isClosed, listSegments } from "../segments/inventory.ts";
import { segmentFile, segmentPlace } from "../segments/names.ts";
import { scanIfThere } from "../segments/scan-segment.ts";
import { readPlacesIn } from "./places-in.ts";
import { stateOf } from "./upkeep-state.ts";

/** Read between two pauses. */
const stepOctets = 256 * 1024;

/**
 * Reads the next segment that nobody appends to any more, so that what a disk has changed is known before somebody asks for it and
 * while a backup still has it. Gives its name; null where there is none. The round begins anew with each start of the process.
 */
export async function scrubSegment(store: Store, octetsPerSecond = 8 * 1024 * 1024): Promise<string | null> {
  const { directory } = store.bodies.segments;
  const state = stateOf(store);
  const names = (await listSegments(directory)).map(({ name }) => name).filter((name) => isClosed(directory, name));
  const name = names.find((each) => each > state.scrubbed) ?? names[0];
  if (name === undefined) return null;
  state.scrubbed = name;
  const scan = scanIfThere(segmentFile(directory, name));
  if (scan === null) return null;
  const damaged = new Map<string, number>();
  let octets = 0;
  try {
    for await (const { offset, header, isBodyIntact } of scan.records()) {
      if (!(await isBodyIntact())) damaged.set(segmentPlace(name, offset, header.uniqueId), header.accountId);
      octets += header.recordOctets;
      if (octets < stepOctets) continue;
      await wait((octets / octetsPerSecond) * 1000);
      octets = 0;
    }
  } finally {
    scan.close();
  }
  // What is removed, or nobody's, may be as damaged as it likes.
  const rows = await readPlacesIn(store, new Set(damaged.values()), new Set([name]));
  for (const { accountId, sequence, place } of rows.values()) {
    if (!damaged.has(place)) continue;
    await noteDamage(store, { accountId, sequence, place, problem: "its checksum does not match" });
  }
  return name;
}
