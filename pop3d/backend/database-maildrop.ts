import { packSequences } from "#server/maildrop/packed-set.ts";
import { removeMarked } from "#server/maildrop/remove-marked.ts";
import type { Snapshot } from "#server/maildrop/snapshot.ts";
import type { SnapshotCache } from "#server/maildrop/snapshot-cache.ts";
import { BodyPlaces } from "#server/message/body-places.ts";
import type { DownloadMarks } from "#server/message/download-marks.ts";
import type { Retrieved } from "#server/session/retrieved-statements.ts";
import type { Store } from "#server/store.ts";
import type { Body, Maildrop, Refusal } from "../session/backend.ts";
import { refusalOf, refuse } from "./refusals.ts";
import type { RemovalFinisher } from "./removal-finisher.ts";

/** How many neighbours' places are read together. */
const placesAtOnce = 64;

export interface OpenedMaildrop {
  readonly store: Store;
  readonly snapshots: SnapshotCache;
  readonly downloads: DownloadMarks;
  readonly finisher: RemovalFinisher;
  readonly report: (error: unknown) => void;
  readonly accountId: number;
  readonly sessionId: string;
  readonly snapshot: Snapshot;
  readonly retrievedLately: Retrieved | undefined;
  release(): Promise<void>;
}

/** A maildrop that this session has locked: a snapshot to read from, and the one way to remove. */
export class DatabaseMaildrop implements Maildrop {
  readonly #opened: OpenedMaildrop;
  readonly #places: BodyPlaces;
  #released: Promise<void> | null = null;

  constructor(opened: OpenedMaildrop) {
    this.#opened = opened;
    this.#places = new BodyPlaces(opened.store, opened.accountId);
  }

  get retrievedLately(): Retrieved | undefined {
    return this.#opened.retrievedLately;
  }

  get count(): number {
    return this.#opened.snapshot.count;
  }

  octets(index: number): number {
    return this.#opened.snapshot.octets(index);
  }

  headerOctets(index: number): number {
    return this.#opened.snapshot.headerOctets(index);
  }

  hasDotLines(index: number): boolean {
    return this.#opened.snapshot.hasDotLines(index);
  }

  uniqueId(index: number): string {
    return this.#opened.snapshot.uniqueId(index);
  }

  writeUniqueId(index: number, into: Uint8Array, at: number): number {
    return this.#opened.snapshot.writeUniqueId(index, into, at);
  }

  openBody(index: number, octets: number): Body | Refusal | Promise<Body | Refusal> {
    const place = this.#places.known(this.#opened.snapshot.sequence(index));
    return place === undefined ? this.#findAndOpen(index, octets) : this.#open(place, index, octets);
  }

  downloaded(index: number): void {
    this.#opened.downloads.add(this.#opened.accountId, this.#opened.snapshot.sequence(index));
  }

  async removeMarked(indexes: Uint32Array<ArrayBuffer>): Promise<Refusal | null> {
    if (indexes.length === 0) return null;
    const { store, snapshots, finisher, report, accountId, sessionId, snapshot } = this.#opened;
    let octets = 0;
    for (const index of indexes) octets += snapshot.octets(index);
    try {
      const sequences = this.packed(indexes);
      const { removalId, version } = await removeMarked(store, {
        accountId,
        sessionId,
        version: snapshot.version,
        sequences,
        messageCount: indexes.length,
        octets,
      });
      this.#released = Promise.resolve();
      snapshots.removed(accountId, snapshot, indexes, version);
      finisher.add({ id: removalId, accountId, sequences });
      return null;
    } catch (error) {
      return refusalOf(error, report);
    }
  }

  release(): Promise<void> {
    this.#released ??= this.#opened.release();
    return this.#released;
  }

  /** Sequences of these messages, ascending, as Session and Removal rows keep them. */
  packed(ascending: Uint32Array): Uint8Array<ArrayBuffer> {
    const { snapshot } = this.#opened;
    return packSequences(ascending.map((index) => snapshot.sequence(index)));
  }

  #findAndOpen(index: number, octets: number): Body | Refusal | Promise<Body | Refusal> {
    const { snapshot, report } = this.#opened;
    const first = index - (index % placesAtOnce);
    const last = Math.min(first + placesAtOnce, snapshot.count) - 1;
    const open = () => this.#open(this.#places.known(snapshot.sequence(index)), index, octets);
    const refusal = (error: unknown) => refusalOf(error, report);
    try {
      const reading = this.#places.read(snapshot.sequence(first), snapshot.sequence(last));
      return reading instanceof Promise ? reading.then(open, refusal) : open();
    } catch (error) {
      return refusal(error);
    }
  }

  #open(place: string | null | undefined, index: number, octets: number): Body | Refusal {
    if (typeof place !== "string") return refuse("SYS/PERM", "this message was removed by an administrator");
    const { store, snapshot, report } = this.#opened;
    try {
      return store.bodies.open(place, snapshot.octets(index), octets);
    } catch (error) {
      return refusalOf(error, report);
    }
  }
}
