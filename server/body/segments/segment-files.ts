import { close, closeSync, fstatSync, openSync } from "node:fs";
import { readExactly } from "../opened-body.ts";
import { storageTrouble } from "../storage-trouble.ts";
import { unreadable } from "../unreadable.ts";
import { segmentFile } from "./names.ts";
import { decodeSegmentHeader, segmentHeaderOctets } from "./segment-header.ts";

const mostOpen = 128;
/** How long a segment that is gone may keep its room on the disk because it is still open here. */
const lookMs = 20_000;

/** A segment kept open for reading. */
export interface SegmentFile {
  readonly descriptor: number;
  /** Null where the segment's header is damaged: its records are still known by their checksums and unique-ids. */
  readonly key: Buffer | null;
  users: number;
  isForgotten: boolean;
}

/** Keeps segments open for reading, least used out first. One that is being read is closed when nobody reads it any more. */
export class SegmentFiles {
  readonly #files = new Map<string, SegmentFile>();
  #looking: NodeJS.Timeout | null = null;

  constructor(private readonly directory: string) {}

  /** Refuses with `not-found` where there is no such segment. Read from at once, or held. */
  get(segment: string): SegmentFile {
    const known = this.#files.get(segment);
    const file = known ?? this.#open(segment);
    if (known) this.#files.delete(segment);
    this.#files.set(segment, file);
    if (this.#files.size > mostOpen) this.#forgetOldest();
    return file;
  }

  /** Keeps the file from being closed until the function that this gives is called, once. */
  hold(file: SegmentFile): () => void {
    file.users += 1;
    return () => {
      file.users -= 1;
      closeWhenUnused(file);
    };
  }

  close(): void {
    if (this.#looking) clearInterval(this.#looking);
    this.#looking = null;
    for (const segment of [...this.#files.keys()]) this.forget(segment);
  }

  forget(segment: string): void {
    const file = this.#files.get(segment);
    if (!file) return;
    this.#files.delete(segment);
    file.isForgotten = true;
    closeWhenUnused(file);
  }

  #open(segment: string): SegmentFile {
    this.#looking ??= setInterval(() => this.#forgetGone(), lookMs).unref();
    const path = segmentFile(this.directory, segment);
    let descriptor: number;
    try {
      descriptor = openSync(path, "r");
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") throw unreadable(`there is no segment ${path}`);
      throw storageTrouble(error);
    }
    try {
      const header = decodeSegmentHeader(readExactly(descriptor, 0, segmentHeaderOctets));
      return { descriptor, key: header?.key ?? null, users: 0, isForgotten: false };
    } catch (error) {
      closeSync(descriptor);
      throw error;
    }
  }

  #forgetOldest(): void {
    const [oldest] = this.#files.keys();
    if (oldest !== undefined) this.forget(oldest);
  }

  #forgetGone(): void {
    for (const [segment, { descriptor }] of [...this.#files]) {
      if (fstatSync(descriptor).nlink === 0) this.forget(segment);
    }
  }
}

/** In another thread: with the last descriptor of a segment that was removed go its 64 MB on disk, and that takes a while. */
function closeWhenUnused(file: SegmentFile): void {
  if (file.isForgotten && file.users === 0) close(file.descriptor, () => {});
}
