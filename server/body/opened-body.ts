import { read, readSync } from "node:fs";
import { promisify } from "node:util";
import { crc32 } from "node:zlib";
import type { BodyRoom } from "./body-room.ts";
import type { LentBody, OpenBody } from "./body-store.ts";
import { storageTrouble } from "./storage-trouble.ts";
import { unreadable } from "./unreadable.ts";

/** Up to here one synchronous read costs less than handing the work to another thread. */
export const smallOctets = 256 * 1024;
const pieceOctets = 128 * 1024;

const readAsync = promisify(read);

/** So many octets of a file from `start` on. Refuses with `not-found` where it ends before. */
export function readExactly(descriptor: number, start: number, count: number): Buffer {
  const whole = Buffer.allocUnsafe(count);
  readInto(whole, 0, descriptor, start, count);
  return whole;
}

/** The same to a place in memory that is there. */
export function readInto(memory: Uint8Array, at: number, descriptor: number, start: number, count: number): void {
  try {
    for (let from = 0; from < count; ) {
      const octets = readSync(descriptor, memory, at + from, count - from, start + from);
      if (octets === 0) throw unreadable(`the file ends after ${start + from} octets`);
      from += octets;
    }
  } catch (error) {
    throw storageTrouble(error);
  }
}

/** A body that is in memory. Whoever reads it keeps the memory: only what was lent comes back. */
export class SmallBody implements OpenBody {
  #room: BodyRoom | null;

  constructor(room: BodyRoom) {
    this.#room = room;
  }

  read(): Uint8Array | null {
    const body = this.#room?.body;
    this.#room = null;
    return body === undefined || body.length === 0 ? null : body;
  }

  lend(): LentBody {
    const room = this.#room;
    if (room === null) throw new Error("the body was read or lent already");
    this.#room = null;
    return room;
  }

  close(): void {
    this.#room?.giveBack();
    this.#room = null;
  }
}

export interface LargeBodyOptions {
  readonly descriptor: number;
  /** Where in the file the body begins, and how much of it is wanted. */
  readonly start: number;
  readonly count: number;
  /** CRC-32 of all that is wanted; null where nobody knows. */
  readonly crc: number | null;
  /** The descriptor is no longer read from. */
  readonly release: () => void;
}

/** A body read piece by piece. Released only between reads: another file may get the descriptor's number at once. */
export class LargeBody implements OpenBody {
  readonly #options: LargeBodyOptions;
  #from = 0;
  #crc = 0;
  #isReading = false;
  #isClosed = false;

  constructor(options: LargeBodyOptions) {
    this.#options = options;
  }

  async read(): Promise<Uint8Array | null> {
    const { descriptor, start, count } = this.#options;
    if (this.#from === count || this.#isClosed) return null;
    this.#isReading = true;
    try {
      const piece = Buffer.allocUnsafeSlow(Math.min(pieceOctets, count - this.#from));
      const { bytesRead } = await readAsync(descriptor, piece, 0, piece.length, start + this.#from);
      if (bytesRead === 0) throw unreadable("a body was cut while it was read");
      this.#from += bytesRead;
      return this.#checked(piece.subarray(0, bytesRead));
    } catch (error) {
      throw storageTrouble(error);
    } finally {
      this.#isReading = false;
      if (this.#isClosed) this.#options.release();
    }
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    if (!this.#isReading) this.#options.release();
  }

  /** The last piece is not given where the whole is damaged: half a message is better than a wrong one that looks complete. */
  #checked(piece: Uint8Array): Uint8Array {
    const { crc, count } = this.#options;
    if (crc === null) return piece;
    this.#crc = crc32(piece, this.#crc);
    if (this.#from === count && this.#crc !== crc) throw unreadable("the checksum of the body does not match");
    return piece;
  }
}
