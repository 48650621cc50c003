import { mkdir } from "node:fs/promises";
import { syncDirectory } from "../directories.ts";
import type { Gathered } from "./incoming.ts";
import { segmentName, segmentPlace } from "./names.ts";
import { OpenSegment } from "./open-segment.ts";
import { type Owner, takeOwner } from "./owner.ts";

interface Waiting {
  readonly records: readonly Gathered[];
  resolve(places: string[]): void;
  reject(error: unknown): void;
}

/** Appends records to segments of its own: all that wait share one write to the disk, and what comes meanwhile is the next group. */
export class SegmentWriter {
  #waiting: Waiting[] = [];
  #running: Promise<void> | null = null;
  #open: OpenSegment | null = null;
  #owner: Owner | null = null;
  #isDirectorySettled = false;
  #lastNameMs = 0;

  constructor(
    private readonly directory: string,
    /** Beyond this size a segment gets nothing more. */
    private readonly segmentOctets: number,
    private readonly nowMs: () => number,
  ) {}

  /** Resolves when all are on disk to stay; a rejection means that none of them is. */
  append(records: readonly Gathered[]): Promise<string[]> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ records, resolve, reject });
      this.#running ??= this.#run();
    });
  }

  /** A name nobody had, for a segment of this process. */
  async nextName(): Promise<string> {
    await this.#settleDirectory();
    this.#owner ??= takeOwner(this.directory);
    this.#lastNameMs = Math.max(this.nowMs(), this.#lastNameMs + 1);
    return segmentName(this.#lastNameMs, this.#owner.id);
  }

  async close(): Promise<void> {
    while (this.#running) await this.#running;
    await this.#open?.seal().catch(() => {}); // missed, not lost
    this.#open = null;
    this.#owner?.release();
    this.#owner = null;
  }

  async #run(): Promise<void> {
    while (this.#waiting.length > 0) {
      const group = this.#waiting;
      this.#waiting = [];
      try {
        const places = await this.#write(group.flatMap(({ records }) => records));
        for (const { records, resolve } of group) resolve(places.splice(0, records.length));
      } catch (error) {
        for (const { reject } of group) reject(error);
      }
    }
    this.#running = null;
  }

  async #write(records: readonly Gathered[]): Promise<string[]> {
    const octets = records.reduce((sum, record) => sum + record.octets, 0);
    const segment = await this.#withRoomFor(octets);
    const { isEmpty: isNew, position } = segment;
    const pieces: Uint8Array[] = [];
    const places: string[] = [];
    let offset = position;
    for (const record of records) {
      pieces.push(record.header({ key: segment.key, offset }), ...record.pieces, record.trailer);
      places.push(segmentPlace(segment.name, offset, record.facts.uniqueId));
      offset += record.octets;
    }
    try {
      await segment.append(pieces, octets);
      if (isNew) await syncDirectory(this.directory);
    } catch (error) {
      this.#open = null;
      await segment.abandon(position);
      // This one cannot grow any more; another may.
      if (!isNew) return this.#write(records);
      throw error;
    }
    return places;
  }

  async #withRoomFor(octets: number): Promise<OpenSegment> {
    const current = this.#open;
    if (current && (current.isEmpty || current.position + octets <= this.segmentOctets)) return current;
    if (current) {
      this.#open = null;
      await current.seal().catch(() => {});
    }
    this.#open = await OpenSegment.create(this.directory, await this.nextName());
    return this.#open;
  }

  /** Whoever made the directory may not have come so far as to make its name durable. */
  async #settleDirectory(): Promise<void> {
    if (this.#isDirectorySettled) return;
    await mkdir(this.directory, { recursive: true, mode: 0o700 }).catch((error: NodeJS.ErrnoException) => {
      throw error.code === "EEXIST" ? Object.assign(error, { code: "ENOTDIR" }) : error;
    });
    await syncDirectory(`${this.directory}/..`);
    this.#isDirectorySettled = true;
  }
}
