import { setImmediate as turn } from "node:timers/promises";
import type { Store } from "../store.ts";
import { packSnapshot, unpackSnapshot } from "./packed-snapshot.ts";
import type { Snapshot } from "./snapshot.ts";
import { storedSnapshot, storeSnapshot } from "./snapshot-statements.ts";
import { type MaildropVersion, onlyDeliveriesBetween } from "./version.ts";

/** Rows of fewer messages are read as quickly. */
const defaultLeastMessages = 1000;
/** 800,000 messages: beyond, packing would stop the event loop for too long. */
const mostOctets = 16 * 1024 * 1024;
/** Messages delivered since, which are read as rows, are no reason to write all anew. */
const fewMessages = 1000;
const fewShare = 1 / 8;
/** Since the maildrop was last opened or changed by a session here, and since it was last written. */
const idleMs = 5_000;
const leastBetweenMs = 10 * 60_000;
const lookMs = 1_000;

export interface StoredSnapshotsOptions {
  readonly leastMessages?: number;
  /** Told of trouble: nobody waits for what is written here. */
  readonly report?: (error: unknown) => void;
}

/**
 * Listings of large maildrops, written behind as one row each, so that after a restart their first session need not read all rows.
 * They are copies: what is missing, older or damaged costs time alone.
 */
export class StoredSnapshots {
  readonly #store: Store;
  readonly #kept: (accountId: number) => Snapshot | undefined;
  readonly #leastMessages: number;
  readonly #report: (error: unknown) => void;
  /** When each that may have to be written was last used, in monotonic milliseconds. */
  readonly #noted = new Map<number, number>();
  /** What this process knows to be stored, and when it wrote that. */
  readonly #stored = new Map<number, { readonly version: MaildropVersion; readonly atMs: number }>();
  #timer: NodeJS.Timeout | null = null;

  /** `kept`: the newest snapshot of an account, as long as there is memory for it. */
  constructor(
    store: Store,
    kept: (accountId: number) => Snapshot | undefined,
    { leastMessages = defaultLeastMessages, report = () => {} }: StoredSnapshotsOptions = {},
  ) {
    this.#store = store;
    this.#kept = kept;
    this.#leastMessages = leastMessages;
    this.#report = report;
  }

  /** What is stored of this version, or of one that was only delivered to since; null where that is nothing. */
  async read(accountId: number, version: MaildropVersion): Promise<Snapshot | null> {
    if (version.nextSequence <= this.#leastMessages) return null;
    const stored = await this.#store.statements.read(storedSnapshot, { accountId, ...version });
    if (stored === null) return null;
    // Reading megabytes and unpacking them are some milliseconds each.
    await turn();
    const { packed, ...storedVersion } = stored;
    const snapshot = unpackSnapshot(packed, storedVersion);
    if (snapshot !== null) this.#stored.set(accountId, { version: snapshot.version, atMs: Number.NEGATIVE_INFINITY });
    return snapshot;
  }

  /** The maildrop was just used: what is kept of it is to be written when it has been idle for some seconds. */
  note(accountId: number): void {
    const snapshot = this.#kept(accountId);
    if (snapshot === undefined || snapshot.count < this.#leastMessages) return void this.#noted.delete(accountId);
    this.#noted.set(accountId, this.#store.clock.monotonicMs());
    this.#timer ??= setInterval(() => void this.writeIdle(), lookMs).unref();
  }

  /** Writes those that have been idle long enough. */
  writeIdle(): Promise<void> {
    const nowMs = this.#store.clock.monotonicMs();
    return this.#write((accountId, usedAtMs) => {
      const writtenAtMs = this.#stored.get(accountId)?.atMs ?? Number.NEGATIVE_INFINITY;
      return nowMs - usedAtMs >= idleMs && nowMs - writtenAtMs >= leastBetweenMs;
    });
  }

  /** At a graceful stop: writes all that are noted. */
  async close(): Promise<void> {
    await this.#write(() => true);
    this.#stop();
  }

  async #write(isDue: (accountId: number, usedAtMs: number) => boolean): Promise<void> {
    for (const [accountId, usedAtMs] of this.#noted) {
      if (!isDue(accountId, usedAtMs)) continue;
      this.#noted.delete(accountId);
      await this.#writeOne(accountId).catch(this.#report);
    }
    if (this.#noted.size === 0) this.#stop();
  }

  async #writeOne(accountId: number): Promise<void> {
    const snapshot = this.#kept(accountId);
    if (snapshot === undefined || snapshot.memoryOctets > mostOctets || this.#isGoodEnough(accountId, snapshot)) return;
    const { changeSeq, nextSequence } = snapshot.version;
    const packed = packSnapshot(snapshot);
    await this.#store.statements.write(storeSnapshot, { accountId, changeSeq, nextSequence, packed });
    this.#stored.set(accountId, { version: snapshot.version, atMs: this.#store.clock.monotonicMs() });
  }

  #isGoodEnough(accountId: number, { version, count }: Snapshot): boolean {
    const stored = this.#stored.get(accountId)?.version;
    if (stored === undefined || !onlyDeliveriesBetween(stored, version)) return false;
    return version.nextSequence - stored.nextSequence <= Math.max(fewMessages, count * fewShare);
  }

  #stop(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
  }
}
