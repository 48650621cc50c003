import type { WireMessage } from "./wire-message.ts";

/** A body on its way in: the trace lines of this delivery, then the message. Its octets are those of both. */
export interface NewBody {
  readonly accountId: number;
  /** Of the account, for an index that must be made anew from the bodies alone. */
  readonly address: string;
  /** Names the body, [0-9a-z]+, never used before: the unique-id the store gave it, not an imported one. */
  readonly uniqueId: string;
  /** The unique-id another server gave it. */
  readonly importedId: string | null;
  readonly arrivedAt: Date;
  /** When it was first written, for a body that comes from another kind of store; without: now. */
  readonly appendedAt?: Date;
  /** Whole header lines, CRLF each; may be empty. */
  readonly prefix: Uint8Array;
  readonly message: WireMessage;
}

/** The first octets of a body, opened: what can fail has succeeded by now. `close` is called exactly once. */
export interface OpenBody {
  /**
   * Next piece in wire form; null at the end. Synchronous when it can be. Refuses with `storage` when the disk fails, and with
   * `not-found` instead of the last piece where the whole turns out to be damaged.
   */
  read(): Uint8Array | null | Promise<Uint8Array | null>;
  /** In place of reading, where all that is wanted lies in memory; absent where it comes in pieces. */
  lend?(): LentBody;
  close(): void;
}

/** A body in memory that is its reader's for a while, with room around it: what goes before and behind is written there, and nothing is copied. */
export interface LentBody {
  readonly memory: Uint8Array;
  /** Where in `memory` the body begins and ends: at least 512 octets after its beginning, 8 before its end. All of it may be written over. */
  readonly start: number;
  readonly end: number;
  /** When nobody reads `memory` any more, for another body is put there. Where it is not called, only memory is lost, until it is collected. */
  giveBack(): void;
}

/** A body found in the store. */
export interface StoredBody {
  readonly place: string;
  /** Whose it is, or was. */
  readonly accountId: number;
  /** Its own, not an imported one. */
  readonly uniqueId: string;
  readonly octets: number;
  /** The last moment at which it may have been written. */
  readonly modifiedAt: Date;
}

/** Where message bodies lie, outside the index. A place is opaque: the store gives it, a Message row keeps it. */
export interface BodyStore {
  /** Gives one place per body, in order, when all of them are on disk to stay. Throws `storage`: then none of them is. */
  append(batch: readonly NewBody[]): Promise<string[]>;
  /**
   * Opens the first `wanted` octets of a body of `octets` octets. Refuses with `not-found` where it is gone, of another size or
   * damaged: then its row may have another place by now.
   */
  open(place: string, octets: number, wanted?: number): OpenBody;
  /** Octets of the body at a place; null where there is none. */
  measure(place: string): Promise<number | null>;
  /** When the body at a place was first written; null where there is none. */
  appendedAt(place: string): Promise<Date | null>;
  /** What is wrong with the body at a place, all of it read; null where nothing is. */
  verify(place: string, octets: number): Promise<string | null>;
  /**
   * Writes down, to stay, that these bodies are removed, before their rows go: so an index made anew does not bring them back. What
   * has a row is served all the same.
   */
  bury(places: readonly string[]): Promise<void>;
  /**
   * Writes down, to stay, that the messages of these bodies were removed and can be brought back, before their rows move: an index made
   * anew does not show them among the mail. Where the store cannot say so, does nothing.
   */
  keep(places: readonly string[]): Promise<void>;
  /** Writes down that they were brought back. */
  bringBack(places: readonly string[]): Promise<void>;
  /** Takes bodies away; one that is already gone is no error. */
  remove(places: readonly string[]): Promise<void>;
  /** Whether a body that was listed is still there, and not removed since. */
  has(body: StoredBody): Promise<boolean>;
  /** Takes away bodies whose messages have others, and says nothing of the messages. */
  discardCopies(places: readonly string[]): Promise<void>;
  /** Moves bodies that no row knows out of the store, to where a person finds them. */
  setAside(places: readonly string[]): Promise<void>;
  /** Every body that is not removed; where it costs nothing those of one account one after the other. */
  list(): AsyncIterable<StoredBody>;
  /** Nothing is appended or opened afterwards. */
  close(): Promise<void>;
}
