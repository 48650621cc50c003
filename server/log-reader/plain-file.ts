import type { FileHandle } from "node:fs/promises";
import { LineCutter } from "../mail-log/lines.ts";
import type { Store } from "../store.ts";
import type { KnownFile } from "./known-file.ts";
import { LineWriter, type LineWriterOptions } from "./line-writer.ts";

const pieceOctets = 256 * 1024;

/** A file that is not packed, read on from where it was left, as it grows. It stays open, so that what is still written after it was renamed or removed is read too. */
export class PlainFile {
  readonly #piece = Buffer.allocUnsafe(pieceOctets);
  readonly #cutter = new LineCutter();
  readonly #writer: LineWriter;

  constructor(
    readonly handle: FileHandle,
    readonly file: KnownFile,
    { store, ...options }: { store: Store } & LineWriterOptions,
  ) {
    this.#writer = new LineWriter(store, file, options);
  }

  /** Reads and stores all whole lines there are, and gives whether there were any octets. `referenceMs`: about when the newest line was written. */
  async readOn(referenceMs: number, signal?: AbortSignal): Promise<boolean> {
    this.#writer.referenceMs = referenceMs;
    let isAny = false;
    while (!signal?.aborted) {
      const at = this.file.readOctets + this.#cutter.waitingOctets;
      const { bytesRead } = await this.handle.read(this.#piece, 0, pieceOctets, at);
      if (bytesRead === 0) break;
      isAny = true;
      this.#cutter.cut(this.#piece.subarray(0, bytesRead), this.#writer.take);
      await this.#writer.flush(signal);
    }
    return isAny;
  }

  /** The last line of a file that nobody writes to any more, which may have no end. */
  async finish(): Promise<void> {
    this.#cutter.finish(this.#writer.take);
    await this.#writer.flush();
  }
}
