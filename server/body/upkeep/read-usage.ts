import type { Store } from "../../store.ts";
import { DeadOctets, isClosed, listSegments, readTakeovers } from "../segments/inventory.ts";

export interface SegmentUsage {
  readonly name: string;
  readonly octets: number;
  /** Of removed messages, and of the octets that go when the segment is reclaimed. */
  readonly deadOctets: number;
  /** "open": its process may still append; "moving": what is in it is being copied elsewhere. */
  readonly state: "open" | "closed" | "moving";
  readonly modifiedAt: Date;
}

/** What lies in the segments, known without reading them: the oldest first. */
export async function readSegmentUsage(store: Store): Promise<SegmentUsage[]> {
  const { directory } = store.bodies.segments;
  const moving = new Set([...(await readTakeovers(directory)).values()].flat());
  const dead = new DeadOctets(directory);
  return (await listSegments(directory)).map(({ name, octets, modifiedAt }) => {
    const state = moving.has(name) ? "moving" : isClosed(directory, name) ? "closed" : "open";
    return { name, octets, deadOctets: Math.min(octets, dead.of(name)), state, modifiedAt };
  });
}
