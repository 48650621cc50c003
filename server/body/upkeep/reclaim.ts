import { statSync } from "node:fs";
import { unlink } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import type { Store } from "../../store.ts";
import { syncDirectory } from "../directories.ts";
import { copyRecords } from "../segments/copy-records.ts";
import { isClosed, isSealed, listSegments, namesIn, readTakeovers, type SegmentEntry } from "../segments/inventory.ts";
import { ownerOf, segmentFile, tombstoneFile } from "../segments/names.ts";
import { isOwnerGone } from "../segments/owner.ts";
import { sealLeft } from "../segments/seal-left.ts";
import { type Marks, readMarks, readTombstones, type Tombstone } from "../segments/tombstones.ts";
import { movePlaces } from "./move-places.ts";
import { readAccountIds, readPlacesIn } from "./places-in.ts";
import { byUniqueId, type KnownRecord, readRecords } from "./read-records.ts";
import type { Reclaimed } from "./reclaim-segments.ts";
import { stateOf, type UpkeepState } from "./upkeep-state.ts";

export interface ReclaimLimits {
  /** Share of a segment that is dead before it is copied: copying then costs at most as much as it frees. */
  readonly deadShare: number;
  /** How long a record may have no row because its delivery is not committed yet. */
  readonly graceMs: number;
  readonly octetsPerSecond: number;
  /** Closed segments below this are put together when there are several: they come of commands that delivered a message or two. */
  readonly smallOctets: number;
}

const fewestSmall = 8;
/** Until a segment is looked at again that could not be reclaimed. */
const shortPauseMs = 5 * 60_000;
const longPauseMs = 60 * 60_000;
/** Of sources that become one segment: bounds what is known of them at a time. */
const mostSources = 32;
/** Until a reclaim that rows keep running away from is left for the next time. */
const mostPasses = 10;
const mostOctets = 128 * 1024 * 1024;

/** One run. The caller sees to it that there is no other. */
export class Reclaim {
  readonly #directory: string;
  readonly #upkeep: UpkeepState;
  #segments = 0;
  #octets = 0;

  constructor(
    private readonly store: Store,
    private readonly limits: ReclaimLimits,
    private readonly signal?: AbortSignal,
  ) {
    this.#directory = store.bodies.segments.directory;
    this.#upkeep = stateOf(store);
  }

  async run(): Promise<Reclaimed> {
    await this.#tidyUp();
    const busy = await this.#takeUp();
    for (const sources of this.#candidates(await listSegments(this.#directory), busy)) {
      if (this.signal?.aborted) break;
      await this.#reclaim(sources);
    }
    return { segments: this.#segments, octets: this.#octets };
  }

  /** What processes that were killed have left: segments without an end or that never came to count, tombstones of segments that are gone. */
  async #tidyUp(): Promise<void> {
    for (const file of await namesIn(this.#directory)) {
      const [name = "", ending] = file.split(".");
      if (ending === "unfinished" && isOwnerGone(this.#directory, ownerOf(name))) await this.#unlink(file);
      if (ending === "removed" && !this.#exists(name)) await this.#unlink(file);
      if (ending === "seg" && !isSealed(this.#directory, name) && isOwnerGone(this.#directory, ownerOf(name))) {
        await sealLeft(this.#directory, name);
      }
    }
  }

  /** A copy whose sources still exist is complete: only the rows and the sources' end are left. Gives sources that could not end. */
  async #takeUp(): Promise<Set<string>> {
    const busy = new Set<string>();
    for (const [name, left] of await readTakeovers(this.#directory)) {
      if (!(await this.#moveTo(name, left))) for (const each of [name, ...left]) busy.add(each);
    }
    return busy;
  }

  /** Which segments go together into one. */
  #candidates(entries: readonly SegmentEntry[], busy: ReadonlySet<string>): string[][] {
    const { deadShare, smallOctets } = this.limits;
    const closed = entries.filter(({ name, octets }) => {
      const isDue = octets < smallOctets || this.#upkeep.dead.of(name) >= octets * deadShare;
      return isDue && !busy.has(name) && this.#upkeep.isReady(name) && isClosed(this.#directory, name);
    });
    const due = closed.filter(({ name, octets }) => this.#upkeep.dead.of(name) >= octets * deadShare);
    const chosen = closed.length - due.length >= fewestSmall ? closed : due;
    const groups: string[][] = [];
    let room = 0;
    for (const { name, octets } of chosen) {
      const group = groups.at(-1);
      if (group === undefined || group.length === mostSources || octets > room) {
        groups.push([name]);
        room = mostOctets - octets;
      } else {
        group.push(name);
        room -= octets;
      }
    }
    return groups;
  }

  async #reclaim(candidates: readonly string[]): Promise<void> {
    const { records, gaps } = await readRecords(this.#directory, candidates);
    // Where something is damaged, it may be the only message of an account there.
    const accounts = gaps > 0 ? await readAccountIds(this.store) : accountsOf(records);
    const rows = await readPlacesIn(this.store, accounts, new Set(candidates));
    const tombstoneOf = this.#tombstonesOf(records);
    const isLiving = (each: KnownRecord) => rows.has(each.place) || tombstoneOf(each) === undefined;
    const found = new Set(records.map(({ place }) => place));
    // A row without its record: the segment is damaged, and stays for whoever wants to look into it.
    const damaged = new Set([...rows.values()].filter(({ place }) => !found.has(place)).map(({ segment }) => segment));
    // A record without a row that was not removed: a delivery may be about to commit, and its row to point there.
    const waiting = new Set(
      records.filter((each) => !rows.has(each.place) && isLiving(each)).map(({ segment }) => segment),
    );
    const sources = candidates.filter((segment) => {
      if (damaged.has(segment)) return this.#upkeep.postpone(segment, longPauseMs);
      if (waiting.has(segment) && this.#isYoung(segment)) return this.#upkeep.postpone(segment, shortPauseMs);
      return true;
    });
    const living = records.filter((each) => sources.includes(each.segment) && isLiving(each));
    if (sources.length === 0) return;
    if (living.length === 0) return this.#end(sources);
    const livingOctets = living.reduce((sum, { recordOctets }) => sum + recordOctets, 0);
    // Rows may know what was removed once: those of an older copy of the database.
    const isWorthIt = livingOctets <= this.#octetsOf(sources) * (1 - this.limits.deadShare / 2);
    if (!isWorthIt && !this.#areManySmall(sources)) {
      for (const segment of sources) this.#upkeep.postpone(segment, longPauseMs);
      return;
    }
    const wanted = new Set(living.map(siteOf));
    const name = await this.store.bodies.segments.nextName();
    await copyRecords({
      directory: this.#directory,
      sources,
      name,
      isWanted: (segment, offset) => wanted.has(siteOf({ segment, offset })),
      pause: (octets) => wait((octets / this.limits.octetsPerSecond) * 1000),
    });
    this.#octets -= this.#octetsOf([name]);
    if (!(await this.#moveTo(name, sources))) throw new Error(`rows still point into ${sources.join(", ")}`);
  }

  /** Points the rows to the copies, and then the sources go. Whether they could: never while a row points into one. */
  async #moveTo(name: string, sources: readonly string[]): Promise<boolean> {
    const { records: copies } = await readRecords(this.#directory, [name]);
    const { records: originals } = await readRecords(this.#directory, sources);
    const accounts = accountsOf(copies);
    const copyOf = byUniqueId(copies);
    const uniqueIdAt = new Map(originals.map(({ place, uniqueId }) => [place, uniqueId]));
    const readRows = () => readPlacesIn(this.store, accounts, new Set(sources));
    let rows = await readRows();
    // What is removed or brought back between the two tables' turns has its old place still: it is looked for again.
    for (let pass = 0; rows.size > 0 && pass < mostPasses; pass += 1) {
      const moves = [...rows.values()].flatMap((row) => {
        const [copy] = copyOf.get(uniqueIdAt.get(row.place) ?? "") ?? [];
        return copy ? [{ ...row, to: copy.place }] : [];
      });
      if (moves.length === 0) break;
      await movePlaces(this.store, moves);
      rows = await readRows();
    }
    if (rows.size > 0) return false;
    await this.#moveTombstones(name, originals, copyOf);
    await this.#end(sources);
    return true;
  }

  /** What was removed since it was copied, and what is said of the living. A tombstone of a superfluous copy says nothing of the message. */
  async #moveTombstones(
    name: string,
    originals: readonly KnownRecord[],
    copyOf: ReadonlyMap<string, readonly KnownRecord[]>,
  ): Promise<void> {
    const marksOf = this.#marksOf(originals);
    const known = readTombstones(this.#directory, name);
    const tombstones = originals.flatMap(({ segment, offset, uniqueId }) => {
      const marks = marksOf.get(segment);
      const reason = (marks?.dead.get(offset) ?? marks?.kept.get(offset))?.reason ?? "copied";
      if (reason === "copied") return [];
      const copies = (copyOf.get(uniqueId) ?? []).filter((copy) => !known.has(copy.offset));
      return copies.map((copy) => ({ offset: copy.offset, octets: copy.recordOctets, reason }));
    });
    if (tombstones.length > 0) await this.store.bodies.segments.entomb(name, tombstones);
  }

  /** The tombstones after their segment: one that is left alone is tidied up. */
  async #end(segments: readonly string[]): Promise<void> {
    for (const segment of segments) {
      this.#octets += this.#octetsOf([segment]);
      await unlink(segmentFile(this.#directory, segment));
      await unlink(tombstoneFile(this.#directory, segment)).catch(ifMissing);
      this.#upkeep.forget(segment);
      this.#segments += 1;
    }
    await syncDirectory(this.#directory);
  }

  #tombstonesOf(records: readonly KnownRecord[]): (record: KnownRecord) => Tombstone | undefined {
    const marksOf = this.#marksOf(records);
    return ({ segment, offset }) => marksOf.get(segment)?.dead.get(offset);
  }

  #marksOf(records: readonly KnownRecord[]): Map<string, Marks> {
    const segments = [...new Set(records.map(({ segment }) => segment))];
    return new Map(segments.map((segment) => [segment, readMarks(this.#directory, segment)]));
  }

  #octetsOf(segments: readonly string[]): number {
    const sizeOf = (segment: string) =>
      statSync(segmentFile(this.#directory, segment), { throwIfNoEntry: false })?.size;
    return segments.reduce((sum, segment) => sum + (sizeOf(segment) ?? 0), 0);
  }

  #areManySmall(segments: readonly string[]): boolean {
    return segments.length >= fewestSmall && segments.every((each) => this.#octetsOf([each]) < this.limits.smallOctets);
  }

  #isYoung(segment: string): boolean {
    const { mtimeMs } = statSync(segmentFile(this.#directory, segment));
    return this.store.clock.now().getTime() - mtimeMs < this.limits.graceMs;
  }

  #exists(segment: string): boolean {
    return statSync(segmentFile(this.#directory, segment), { throwIfNoEntry: false }) !== undefined;
  }

  async #unlink(file: string): Promise<void> {
    await unlink(join(this.#directory, file)).catch(ifMissing);
  }
}

function accountsOf(records: readonly KnownRecord[]): Set<number> {
  return new Set(records.map(({ accountId }) => accountId));
}

function siteOf({ segment, offset }: { segment: string; offset: number }): string {
  return `${segment} ${offset}`;
}

function ifMissing(error: NodeJS.ErrnoException): void {
  if (error.code !== "ENOENT") throw error;
}
