import { randomUUID } from "node:crypto";
import { type FileHandle, mkdir, open, unlink } from "node:fs/promises";
import { join } from "node:path";
import { storageTrouble } from "../body/storage-trouble.ts";

export interface Content {
  /** Every call begins anew. */
  pieces(): Iterable<Uint8Array> | AsyncIterable<Uint8Array>;
}

const firstRoomOctets = 512;
const largestRoomOctets = 256 * 1024;
/** A piece of this size is worth keeping as it is; smaller ones are gathered. */
const largePieceOctets = 1024;
const readOctets = 256 * 1024;

/** Keeps octets in memory up to a limit, and beyond it in a file that has no name, so that no crash leaves one behind. */
export class Spool {
  #pieces: Uint8Array[] = [];
  #used = 0;
  /** Where pieces are copied to; `#from` to `#to` is not among the pieces yet. */
  #room = Buffer.alloc(0);
  #from = 0;
  #to = 0;
  #file: FileHandle | null = null;
  #written = 0;

  constructor(
    private readonly directory: string,
    private readonly limitOctets: number,
    /** Nobody writes to a piece after it was put. */
    private readonly ownsPieces = false,
  ) {}

  put(piece: Uint8Array): void {
    this.#used += piece.length;
    if (this.ownsPieces && piece.length >= largePieceOctets) {
      this.#settleRoom();
      this.#pieces.push(piece);
    } else if (piece.length > 0) this.#copy(piece);
  }

  /** The first octets, or fewer where they are not in memory any more; a view where that is possible. */
  head(octets: number): Buffer {
    this.#settleRoom();
    const [first] = this.#pieces;
    if (this.#file !== null || first === undefined) return Buffer.alloc(0);
    if (first.length >= octets) return Buffer.from(first.buffer, first.byteOffset, octets);
    return Buffer.concat(this.#pieces).subarray(0, octets);
  }

  /** Takes octets out of what is in memory. */
  cut(from: number, octets: number): void {
    const whole = Buffer.concat(this.#pieces);
    this.#pieces = [whole.subarray(0, from), whole.subarray(from + octets)];
    this.#used -= octets;
  }

  /** Between puts: writes out what memory may not hold. Refuses with `storage`. */
  settle(): void | Promise<void> {
    if (this.#used > this.limitOctets) return this.#writeOut();
  }

  /** All that was put. Valid until discarded. */
  async finish(): Promise<Content> {
    this.#settleRoom();
    if (this.#file === null) {
      const pieces = this.#pieces.filter(({ length }) => length > 0);
      return { pieces: () => pieces };
    }
    if (this.#used > 0) await this.#writeOut();
    const file = this.#file;
    const octets = this.#written;
    return { pieces: () => piecesOf(file, octets) };
  }

  async discard(): Promise<void> {
    const file = this.#file;
    this.#file = null;
    this.#forget();
    await file?.close();
  }

  #copy(piece: Uint8Array): void {
    if (this.#to + piece.length > this.#room.length) {
      this.#settleRoom();
      const wanted = this.ownsPieces ? firstRoomOctets : 16 * firstRoomOctets;
      const octets = Math.min(Math.max(wanted, 2 * this.#room.length), largestRoomOctets);
      this.#room = Buffer.allocUnsafeSlow(Math.max(octets, piece.length));
      this.#from = 0;
      this.#to = 0;
    }
    this.#room.set(piece, this.#to);
    this.#to += piece.length;
  }

  #settleRoom(): void {
    if (this.#to > this.#from) this.#pieces.push(this.#room.subarray(this.#from, this.#to));
    this.#from = this.#to;
  }

  async #writeOut(): Promise<void> {
    try {
      this.#file ??= await openNameless(this.directory);
      this.#settleRoom();
      const whole = Buffer.concat(this.#pieces);
      for (let from = 0; from < whole.length; ) {
        const { bytesWritten } = await this.#file.write(whole, from, whole.length - from);
        from += bytesWritten;
      }
    } catch (error) {
      throw storageTrouble(error);
    }
    this.#written += this.#used;
    this.#forget();
  }

  #forget(): void {
    this.#pieces = [];
    this.#used = 0;
    this.#from = this.#to;
  }
}

async function openNameless(directory: string): Promise<FileHandle> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const path = join(directory, randomUUID());
  const file = await open(path, "wx+", 0o600);
  await unlink(path);
  return file;
}

async function* piecesOf(file: FileHandle, octets: number): AsyncGenerator<Uint8Array> {
  for (let from = 0; from < octets; ) {
    const piece = Buffer.allocUnsafeSlow(Math.min(readOctets, octets - from));
    const { bytesRead } = await file.read(piece, 0, piece.length, from);
    if (bytesRead === 0) throw storageTrouble(Object.assign(new Error("a spooled message was cut"), { code: "EIO" }));
    from += bytesRead;
    yield piece.subarray(0, bytesRead);
  }
}
