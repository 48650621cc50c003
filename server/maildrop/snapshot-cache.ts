import { RecentMap } from "../recent-map.ts";
import type { Store } from "../store.ts";
import { readSnapshot } from "./read-snapshot.ts";
import type { Snapshot } from "./snapshot.ts";
import { Rest } from "./snapshot-rest.ts";
import { StoredSnapshots, type StoredSnapshotsOptions } from "./stored-snapshots.ts";
import { type MaildropVersion, onlyDeliveriesBetween } from "./version.ts";

const defaultLimitOctets = 64 * 1024 * 1024;

export interface SnapshotCacheOptions extends StoredSnapshotsOptions {
  readonly limitOctets?: number;
}

/** Snapshots of maildrops opened lately, those used longest ago dropped first. Never trusted without a look at the account's version. */
export class SnapshotCache {
  readonly #store: Store;
  readonly #limitOctets: number;
  readonly #stored: StoredSnapshots;
  readonly #kept = new RecentMap<number, Snapshot>();
  #octets = 0;

  constructor(store: Store, { limitOctets = defaultLimitOctets, ...options }: SnapshotCacheOptions = {}) {
    this.#store = store;
    this.#limitOctets = limitOctets;
    this.#stored = new StoredSnapshots(store, (accountId) => this.#kept.get(accountId), options);
  }

  /** Octets held now. */
  get octets(): number {
    return this.#octets;
  }

  /** The maildrop at this version, where it is kept; null where it must be opened. */
  known(accountId: number, version: MaildropVersion): Snapshot | null {
    const kept = this.#kept.get(accountId);
    if (kept === undefined || kept.version.changeSeq !== version.changeSeq) return null;
    this.#keep(accountId, kept);
    return kept;
  }

  /**
   * The maildrop as it is at this moment, or was when `version` was read, by who has it locked. Refuses with `not-found` where the
   * account is no more.
   */
  async open(accountId: number, version: MaildropVersion | null = null): Promise<Snapshot> {
    const known = this.#kept.get(accountId) ?? null;
    const stored = (wanted: MaildropVersion) => this.#stored.read(accountId, wanted);
    const snapshot = await readSnapshot(this.#store, accountId, known, { version, stored });
    this.#keep(accountId, snapshot);
    return snapshot;
  }

  /** After an UPDATE that left `version`: what is kept then lacks the removed messages, so that the next session need not read all. */
  removed(accountId: number, snapshot: Snapshot, indexes: Uint32Array, version: MaildropVersion): void {
    this.#drop(accountId);
    const without = { changeSeq: snapshot.version.changeSeq + 1, nextSequence: snapshot.version.nextSequence };
    if (!onlyDeliveriesBetween(without, version)) return;
    const rest = new Rest(snapshot, indexes);
    if (rest.add()) this.#keep(accountId, rest.build(without));
    else void this.#addTurnByTurn(accountId, rest, without);
  }

  /** At a graceful stop: large maildrops' listings are put away for the next start. */
  close(): Promise<void> {
    return this.#stored.close();
  }

  /** Nobody's answer waits for it; whoever opens the maildrop before reads its rows, and what that one keeps is newer. */
  async #addTurnByTurn(accountId: number, rest: Rest, version: MaildropVersion): Promise<void> {
    do await new Promise(setImmediate);
    while (!rest.add());
    if (!this.#kept.has(accountId)) this.#keep(accountId, rest.build(version));
  }

  #keep(accountId: number, snapshot: Snapshot): void {
    this.#drop(accountId);
    if (snapshot.memoryOctets > this.#limitOctets) return;
    this.#octets += snapshot.memoryOctets;
    while (this.#octets > this.#limitOctets) this.#octets -= this.#kept.forgetOldest()?.[1].memoryOctets ?? 0;
    this.#kept.set(accountId, snapshot);
    this.#stored.note(accountId);
  }

  #drop(accountId: number): void {
    this.#octets -= this.#kept.get(accountId)?.memoryOctets ?? 0;
    this.#kept.delete(accountId);
  }
}
