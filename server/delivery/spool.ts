import { randomUUID } from "node:crypto";
import { type FileHandle, mkdir, open, unlink } from "node:fs/promises";
import { join } from "node:path";
import { storageTrouble } from "../body/storage-trouble.ts";

export interface Content {
  /** Every call begins anew. */
  pieces(): Iterable<Uint8Array> | AsyncIterable<Uint8Array>;
}

const firstCapacity = 16 * 1024;
const readOctets = 256 * 1024;

/** Keeps octets in memory up to a limit, and beyond it in a file that has no name, so that no crash leaves one behind. */
export class Spool {
  #buffer = Buffer.allocUnsafeSlow(firstCapacity);
  #used = 0;
  #file: FileHandle | null = null;
  #written = 0;

  constructor(
    private readonly directory: string,
    private readonly limitOctets: number,
  ) {}

  /** Copies. */
  put(piece: Uint8Array): void {
    const needed = this.#used + piece.length;
    if (needed > this.#buffer.length) this.#grow(needed);
    this.#buffer.set(piece, this.#used);
    this.#used = needed;
  }

  /** The first octets, or fewer where they are not in memory any more; a view. */
  head(octets: number): Buffer {
    return this.#file === null ? this.#buffer.subarray(0, Math.min(octets, this.#used)) : Buffer.alloc(0);
  }

  /** Takes octets out of what is in memory. */
  cut(from: number, octets: number): void {
    this.#buffer.copyWithin(from, from + octets, this.#used);
    this.#used -= octets;
  }

  /** Between puts: writes out what memory may not hold. Refuses with `storage`. */
  settle(): void | Promise<void> {
    if (this.#used > this.limitOctets) return this.#writeOut();
  }

  /** All that was put. Valid until discarded. */
  async finish(): Promise<Content> {
    if (this.#file === null) {
      const whole = this.#buffer.subarray(0, this.#used);
      return { pieces: () => (whole.length === 0 ? [] : [whole]) };
    }
    if (this.#used > 0) await this.#writeOut();
    this.#buffer = Buffer.alloc(0);
    const file = this.#file;
    const octets = this.#written;
    return { pieces: () => piecesOf(file, octets) };
  }

  async discard(): Promise<void> {
    const file = this.#file;
    this.#file = null;
    this.#buffer = Buffer.alloc(0);
    this.#used = 0;
    await file?.close();
  }

  #grow(needed: number): void {
    const grown = Buffer.allocUnsafeSlow(Math.max(needed, this.#buffer.length * 2));
    this.#buffer.copy(grown, 0, 0, this.#used);
    this.#buffer = grown;
  }

  async #writeOut(): Promise<void> {
    try {
      this.#file ??= await openNameless(this.directory);
      for (let from = 0; from < this.#used; ) {
        const { bytesWritten } = await this.#file.write(this.#buffer, from, this.#used - from);
        from += bytesWritten;
      }
    } catch (error) {
      throw storageTrouble(error);
    }
    this.#written += this.#used;
    this.#used = 0;
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
