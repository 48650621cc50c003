import { setImmediate as turn } from "node:timers/promises";
import { smallOctets } from "#server/body/opened-body.ts";
import { DomainError } from "#server/errors.ts";
import { packSequences } from "#server/maildrop/packed-set.ts";
import { removeMarked } from "#server/maildrop/remove-marked.ts";
import type { Snapshot } from "#server/maildrop/snapshot.ts";
import type { SnapshotCache } from "#server/maildrop/snapshot-cache.ts";
import type { Counts } from "#server/metric/counts.ts";
import { BodyPlaces } from "#server/message/body-places.ts";
import type { DownloadMarks } from "#server/message/download-marks.ts";
import { noteDamage } from "#server/message/note-damage.ts";
import type { Retrieved } from "#server/session/retrieved-statements.ts";
import type { Store } from "#server/store.ts";
import type { Body, Maildrop, MaildropRetention, Refusal, SignedIn } from "../session/backend.ts";
import { refusalOf, refuse } from "./refusals.ts";
import type { RemovalFinisher } from "./removal-finisher.ts";
import { WatchedBody } from "./watched-body.ts";

/** Messages to be removed from which on the steps towards it are each a turn of the event loop. */
const longUpdate = 10_000;
/** How many neighbours' places are read together. */
const placesAtOnce = 64;

export interface OpenedMaildrop {
  readonly store: Store;
  readonly snapshots: SnapshotCache;
  readonly downloads: DownloadMarks;
  readonly finisher: RemovalFinisher;
  readonly report: (error: unknown) => void;
  readonly counts: Pick<Counts, "retrieved" | "removed"> | undefined;
  readonly owner: SignedIn;
  readonly sessionId: string;
  readonly snapshot: Snapshot;
  readonly retrievedLately: Retrieved | undefined;
  readonly retention: MaildropRetention;
  release(): Promise<void>;
}

/** A maildrop that this session has locked: a snapshot to read from, and the one way to remove. */
export class DatabaseMaildrop implements Maildrop {
  readonly #opened: OpenedMaildrop;
  readonly #places: BodyPlaces;
  #released: Promise<void> | null = null;

  constructor(opened: OpenedMaildrop) {
    this.#opened = opened;
    this.#places = new BodyPlaces(opened.store, opened.owner.accountId);
  }

  get owner(): SignedIn {
    return this.#opened.owner;
  }

  get retention(): MaildropRetention {
    return this.#opened.retention;
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
    this.#opened.counts?.retrieved(this.octets(index));
    const sequence = this.#opened.snapshot.sequence(index);
    // Only the first time counts, and most know already whether this is it.
    if (!this.#places.wasRetrieved(sequence)) this.#opened.downloads.add(this.owner.accountId, sequence);
  }

  async removeMarked(indexes: Uint32Array<ArrayBuffer>): Promise<Refusal | null> {
    if (indexes.length === 0) return null;
    const { store, snapshots, finisher, report, counts, sessionId, snapshot } = this.#opened;
    const { accountId } = this.owner;
    const isLong = indexes.length >= longUpdate;
    if (isLong) await turn();
    const gathered = snapshot.gather(indexes);
    if (isLong) await turn();
    const sequences = packSequences(gathered.sequences);
    try {
      const { removalId, version, purgeAfterAt } = await removeMarked(store, {
        accountId,
        sessionId,
        version: snapshot.version,
        sequences,
        messageCount: indexes.length,
        octets: gathered.octets,
      });
      this.#released = Promise.resolve();
      counts?.removed(indexes.length, gathered.octets);
      snapshots.removed(accountId, snapshot, indexes, version);
      finisher.add({ id: removalId, accountId, sequences, purgeAfterAt });
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
    return packSequences(this.#opened.snapshot.gather(ascending).sequences);
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

  #open(place: string | null | undefined, index: number, octets: number): Body | Refusal | Promise<Body | Refusal> {
    if (typeof place !== "string") return refuse("SYS/PERM", "this message was removed by an administrator");
    const { store, snapshot, report } = this.#opened;
    try {
      const body = store.bodies.open(place, snapshot.octets(index), octets);
      return octets <= smallOctets ? body : new WatchedBody(body, (error) => this.#noteDamage(error, index, place));
    } catch (error) {
      return isUnreadable(error) ? this.#openAgain(error, place, index, octets) : refusalOf(error, report);
    }
  }

  /** Where a body is not at its place, that may have changed since it was read: room is reclaimed while mail is read. */
  async #openAgain(cause: DomainError, place: string, index: number, octets: number): Promise<Body | Refusal> {
    const { store, snapshot, report } = this.#opened;
    const sequence = snapshot.sequence(index);
    try {
      await this.#places.read(sequence, sequence);
      const now = this.#places.known(sequence);
      if (typeof now === "string" && now !== place) return store.bodies.open(now, snapshot.octets(index), octets);
      if (typeof now === "string") await this.#noteDamage(cause, index, place);
    } catch (error) {
      return refusalOf(error, report);
    }
    return refusalOf(cause, report);
  }

  /** For the administrator, once a message. */
  async #noteDamage(error: unknown, index: number, place: string): Promise<void> {
    if (!isUnreadable(error)) return;
    const { store, snapshot } = this.#opened;
    const { accountId } = this.owner;
    const problem = error.cause instanceof Error ? error.cause.message : error.message;
    await noteDamage(store, { accountId, sequence: snapshot.sequence(index), place, problem });
  }
}

function isUnreadable(error: unknown): error is DomainError {
  return error instanceof DomainError && error.code === "not-found";
}
