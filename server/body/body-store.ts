import { join } from "node:path";
import type { Environment } from "../env.ts";
import { FileBodyStore } from "./files/file-body-store.ts";
import type { WireMessage } from "./wire-message.ts";

/** A body on its way in: the trace lines of this delivery, then the message. Its octets are those of both. */
export interface NewBody {
  readonly accountId: number;
  /** Names the body, [0-9a-z]+, never used before: the unique-id the store gave it, not an imported one. */
  readonly uniqueId: string;
  /** Whole header lines, CRLF each; may be empty. */
  readonly prefix: Uint8Array;
  readonly message: WireMessage;
}

/** The first octets of a body, opened: what can fail has succeeded by now. `close` is called exactly once. */
export interface OpenBody {
  /** Next piece in wire form; null at the end. Synchronous when it can be. Refuses with `storage` when the disk fails. */
  read(): Uint8Array | null | Promise<Uint8Array | null>;
  close(): void;
}

/** A body found in the store. */
export interface StoredBody {
  readonly place: string;
  /** Whose it is, or was. */
  readonly accountId: number;
  readonly octets: number;
  readonly modifiedAt: Date;
}

/** Where message bodies lie, outside the index. A place is opaque: the store gives it, a Message row keeps it. */
export interface BodyStore {
  /** Gives one place per body, in order, when all of them are on disk to stay. Throws `storage`: then none of them is. */
  append(batch: readonly NewBody[]): Promise<string[]>;
  /** Opens the first `wanted` octets of a body of `octets` octets. Refuses with `not-found` where it is gone or of another size. */
  open(place: string, octets: number, wanted?: number): OpenBody;
  /** Octets of the body at a place; null where there is none. */
  measure(place: string): Promise<number | null>;
  /** Takes bodies away; one that is already gone is no error. */
  remove(places: readonly string[]): Promise<void>;
  /** Moves bodies that no row knows out of the store, to where a person finds them. */
  setAside(places: readonly string[]): Promise<void>;
  /** Every body, those of one account one after the other. */
  list(): AsyncIterable<StoredBody>;
}

/** Opens nothing yet and makes no directory before the first append. */
export function openBodyStore(environment: Environment): BodyStore {
  return new FileBodyStore(join(environment.dataDirectory, "bodies"), join(environment.dataDirectory, "orphans"));
}
