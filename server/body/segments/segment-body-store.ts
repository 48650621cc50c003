import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { setImmediate as turn } from "node:timers/promises";
import { DomainError } from "../../errors.ts";
import type { BodyStore, NewBody, OpenBody, StoredBody } from "../body-store.ts";
import { syncDirectory } from "../directories.ts";
import { writeFileDurably } from "../files/write-file-durably.ts";
import { inTurns } from "../in-turns.ts";
import { readExactly } from "../opened-body.ts";
import { storageTrouble } from "../storage-trouble.ts";
import { BodyCache } from "./body-cache.ts";
import { gather } from "./incoming.ts";
import { listSegments, readTakeovers } from "./inventory.ts";
import { segmentFile, segmentPlace } from "./names.ts";
import { openRecord, readHeader, siteOf } from "./open-record.ts";
import { recordHeaderOctets } from "./record.ts";
import { scanIfThere } from "./scan-segment.ts";
import { SegmentFiles } from "./segment-files.ts";
import { SegmentWriter } from "./segment-writer.ts";
import { type Reason, readTombstones, type Tombstone, TombstoneFiles } from "./tombstones.ts";
import { writeOwnSegment } from "./write-own-segment.ts";

export interface SegmentOptions {
  /** Beyond this size a segment gets nothing more. */
  readonly segmentOctets?: number;
  /** A body beyond this has a segment of its own. */
  readonly largeOctets?: number;
  readonly cacheOctets?: number;
}

export const usualSegmentOctets = 64 * 1024 * 1024;
const usualLargeOctets = 1024 * 1024;
const usualCacheOctets = 32 * 1024 * 1024;
const largeAtOnce = 4;
const segmentsAtOnce = 4;
/** Half a millisecond. */
const headersATurn = 100;
const pieceOctets = 256 * 1024;
/** Places buried of which the rows are still to go. */
const mostBuried = 20_000;

/** Bodies one after the other in files of some 64 MB, each appended to by the one process that made it. See docs/storage.md. */
export class SegmentBodyStore implements BodyStore {
  readonly #writer: SegmentWriter;
  readonly #files: SegmentFiles;
  readonly #cache: BodyCache;
  readonly #tombstones: TombstoneFiles;
  readonly #largeOctets: number;
  readonly #buried = new Set<string>();

  constructor(
    readonly directory: string,
    private readonly orphanDirectory: string,
    private readonly nowMs: () => number,
    options: SegmentOptions = {},
  ) {
    this.#writer = new SegmentWriter(directory, options.segmentOctets ?? usualSegmentOctets, nowMs);
    this.#files = new SegmentFiles(directory);
    this.#cache = new BodyCache(options.cacheOctets ?? usualCacheOctets);
    this.#tombstones = new TombstoneFiles(directory);
    this.#largeOctets = options.largeOctets ?? usualLargeOctets;
  }

  async append(batch: readonly NewBody[]): Promise<string[]> {
    const places: string[] = new Array(batch.length);
    const small: number[] = [];
    const large: number[] = [];
    for (const [index, { message }] of batch.entries()) {
      (message.octets > this.#largeOctets ? large : small).push(index);
    }
    const write = await Promise.allSettled([
      this.#appendSmall(batch, small, places),
      inTurns(large, largeAtOnce, (index) => this.#appendLarge(batch, index, places)),
    ]);
    const failed = write.find((result) => result.status === "rejected");
    if (failed === undefined) return places;
    await this.remove(places.filter((place) => place !== undefined)).catch(() => {});
    throw storageTrouble(failed.reason);
  }

  open(place: string, octets: number, wanted = octets): OpenBody {
    return openRecord(this.#files, this.#cache, { place, octets, wanted });
  }

  async measure(place: string): Promise<number | null> {
    try {
      return readHeader(this.#files, place).octets;
    } catch (error) {
      if (isNotFound(error)) return null;
      throw error;
    }
  }

  async appendedAt(place: string): Promise<Date | null> {
    try {
      return new Date(readHeader(this.#files, place).appendedMs);
    } catch (error) {
      if (isNotFound(error)) return null;
      throw error;
    }
  }

  async verify(place: string, octets: number): Promise<string | null> {
    try {
      const body = openRecord(this.#files, uncached, { place, octets, wanted: octets });
      try {
        while ((await body.read()) !== null) await turn();
      } finally {
        body.close();
      }
      return null;
    } catch (error) {
      if (!isNotFound(error)) throw error;
      return error.cause instanceof Error ? error.cause.message : error.message;
    }
  }

  async bury(places: readonly string[]): Promise<void> {
    await this.#entomb(places, "removed");
    for (const place of places) this.#buried.add(place);
    for (const place of this.#buried) {
      if (this.#buried.size <= mostBuried) break;
      this.#buried.delete(place);
    }
  }

  async remove(places: readonly string[]): Promise<void> {
    await this.#entomb(
      places.filter((place) => !this.#buried.delete(place)),
      "removed",
    );
  }

  async keep(places: readonly string[]): Promise<void> {
    await this.#entomb(places, "kept");
  }

  async bringBack(places: readonly string[]): Promise<void> {
    await this.#entomb(places, "restored");
  }

  async has({ place }: StoredBody): Promise<boolean> {
    const { segment, offset } = siteOf(place);
    return !readTombstones(this.directory, segment).has(offset) && (await this.measure(place)) !== null;
  }

  async discardCopies(places: readonly string[]): Promise<void> {
    await this.#entomb(places, "copied");
  }

  async setAside(places: readonly string[]): Promise<void> {
    await mkdir(this.orphanDirectory, { recursive: true, mode: 0o700 });
    for (const place of places) {
      const octets = await this.measure(place);
      if (octets === null) continue;
      const path = join(this.orphanDirectory, `${place.replaceAll("/", "-")}.eml`);
      await writeFileDurably(path, new Uint8Array(), this.#pieces(place, octets), () => {});
      await syncDirectory(this.orphanDirectory);
      await this.#entomb([place], "set-aside");
    }
  }

  /** Without segments in the middle of a reclaim: what they hold is there twice, and one of the two is nobody's. */
  async *list(): AsyncGenerator<StoredBody> {
    const takeovers = await readTakeovers(this.directory);
    const isTwice = new Set([...takeovers].flat(2));
    for (const { name, modifiedAt } of await listSegments(this.directory)) {
      if (isTwice.has(name)) continue;
      for (const { offset, accountId, uniqueId, octets } of await this.#livingIn(name)) {
        yield { place: segmentPlace(name, offset, uniqueId), accountId, uniqueId, octets, modifiedAt };
      }
    }
  }

  /** Closes what is open for reading and opens it anew when it is asked for. */
  forgetFiles(): void {
    this.#files.close();
  }

  /** A name for a segment that this process is about to write whole. */
  nextName(): Promise<string> {
    return this.#writer.nextName();
  }

  entomb(segment: string, tombstones: readonly Tombstone[]): Promise<void> {
    return this.#tombstones.add(segment, tombstones);
  }

  async close(): Promise<void> {
    await this.#writer.close();
    this.#files.close();
  }

  async #appendSmall(batch: readonly NewBody[], indexes: readonly number[], places: string[]): Promise<void> {
    if (indexes.length === 0) return;
    const appendedMs = this.nowMs();
    const records = await Promise.all(indexes.map((index) => gather(batch[index] as NewBody, appendedMs)));
    const given = await this.#writer.append(records);
    for (const [at, index] of indexes.entries()) places[index] = given[at] as string;
  }

  async #appendLarge(batch: readonly NewBody[], index: number, places: string[]): Promise<void> {
    const name = await this.#writer.nextName();
    places[index] = await writeOwnSegment(this.directory, name, batch[index] as NewBody, this.nowMs());
  }

  async #entomb(places: readonly string[], reason: Reason): Promise<void> {
    const bySegment = new Map<string, Tombstone[]>();
    for (const [index, place] of places.entries()) {
      const found = this.#tombstoneOf(place, reason);
      const known = found && bySegment.get(found.segment);
      if (known) known.push(found.tombstone);
      else if (found) bySegment.set(found.segment, [found.tombstone]);
      if (index % headersATurn === headersATurn - 1) await turn();
    }
    try {
      await inTurns([...bySegment], segmentsAtOnce, ([segment, tombstones]) =>
        this.#tombstones.add(segment, tombstones),
      );
    } catch (error) {
      throw storageTrouble(error);
    }
  }

  /** Null where there is nothing left to remove. */
  #tombstoneOf(place: string, reason: Reason): { segment: string; tombstone: Tombstone } | null {
    const { segment, offset } = siteOf(place);
    try {
      return { segment, tombstone: { offset, octets: readHeader(this.#files, place).recordOctets, reason } };
    } catch (error) {
      if (isNotFound(error)) return null;
      throw error;
    }
  }

  async #livingIn(segment: string) {
    const living: { offset: number; accountId: number; uniqueId: string; octets: number }[] = [];
    const scan = scanIfThere(segmentFile(this.directory, segment));
    if (scan === null) return living;
    try {
      for await (const { offset, header } of scan.records()) {
        const { accountId, uniqueId, octets } = header;
        living.push({ offset, accountId, uniqueId, octets });
      }
    } finally {
      scan.close();
    }
    // After the records: what is removed meanwhile is known by now.
    const dead = readTombstones(this.directory, segment);
    return living.filter(({ offset }) => !dead.has(offset)).sort((one, other) => one.accountId - other.accountId);
  }

  /** What there is, right or wrong: a person will look at it. */
  *#pieces(place: string, octets: number): Generator<Uint8Array> {
    const { segment, offset } = siteOf(place);
    const file = this.#files.get(segment);
    const release = this.#files.hold(file);
    try {
      for (let from = 0; from < octets; from += pieceOctets) {
        const count = Math.min(pieceOctets, octets - from);
        yield readExactly(file.descriptor, offset + recordHeaderOctets + from, count);
      }
    } finally {
      release();
    }
  }
}

const uncached = new BodyCache(0);

function isNotFound(error: unknown): error is DomainError {
  return error instanceof DomainError && error.code === "not-found";
}
