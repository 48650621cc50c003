import { Entry } from "./entry.ts";
import { readFrame } from "./frame/frame.ts";
import { Stamps } from "./frame/stamps.ts";
import { ownZone, Zone } from "./frame/zone.ts";
import type { Row } from "./pattern/row.ts";
import { programsNamed } from "./program/programs.ts";

export interface ParseOptions {
  /** IANA name of the zone of stamps that name none; this machine's if not given. */
  readonly zone?: string;
  /** About when the newest line was written: stamps without a year are not later than that (and a day and a half). */
  readonly referenceMs: number;
}

/** Reads the lines of one source, in their order. Throws a RangeError for a zone that is none. */
export class LineParser {
  readonly #stamps: Stamps;

  constructor({ zone, referenceMs }: ParseOptions) {
    this.#stamps = new Stamps(zone === undefined ? ownZone() : new Zone(zone), referenceMs);
  }

  /** For a file that goes on: stamps without a year may be as late as this now. */
  set referenceMs(ms: number) {
    this.#stamps.referenceMs = ms;
  }

  /** `line`: one character for each octet (latin1), without its end. Never throws, and takes time linear in its length. */
  parse(line: string): Entry {
    const entry = new Entry();
    readFrame(line, this.#stamps, entry);
    readEvent(entry);
    return entry;
  }
}

/** The row the message is of; null where none fits. */
export function readEvent(entry: Entry): Row | null {
  for (const program of programsNamed(entry.program)) {
    const row = program.read(entry);
    if (row !== null) return row;
  }
  return null;
}
