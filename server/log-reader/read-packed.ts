import { pipeline } from "node:stream";
import type { FileHandle } from "node:fs/promises";
import { createGunzip } from "node:zlib";
import { LineCutter } from "../mail-log/lines.ts";
import type { Store } from "../store.ts";
import { changeKnownFile, type KnownFile } from "./known-file.ts";
import { LineWriter, type LineWriterOptions } from "./line-writer.ts";

const pieceOctets = 256 * 1024;

/**
 * Reads a packed file to its end, from behind what was read of it already. Of one that is cut short or damaged, what can be unpacked is kept,
 * and said to be all.
 */
export async function readPacked(
  handle: FileHandle,
  file: KnownFile,
  options: { store: Store } & LineWriterOptions,
  signal?: AbortSignal,
): Promise<void> {
  const gunzip = createGunzip({ chunkSize: pieceOctets });
  // Whoever reads meets its error; here it only ends both streams.
  pipeline(
    handle.createReadStream({ start: 0, autoClose: false, highWaterMark: pieceOctets }),
    gunzip,
    () => undefined,
  );
  const writer = new LineWriter(options.store, file, options);
  const cutter = new LineCutter();
  let toSkip = file.readOctets;
  let trouble = "";
  try {
    for await (const piece of gunzip as AsyncIterable<Buffer>) {
      if (signal?.aborted) return;
      const skipped = Math.min(toSkip, piece.length);
      toSkip -= skipped;
      if (skipped === piece.length) continue;
      cutter.cut(piece.subarray(skipped), writer.take);
      await writer.flush(signal);
    }
  } catch (error) {
    if (!isPackingTrouble(error)) throw error;
    trouble = `${file.path} is packed, but cut short or damaged: what could be unpacked was read.`;
  }
  if (signal?.aborted) return;
  cutter.finish(writer.take);
  await writer.flush();
  await changeKnownFile(options.store, file, { isDone: true, trouble });
}

function isPackingTrouble(error: unknown): boolean {
  return error instanceof Error && "code" in error && String(error.code).startsWith("Z_");
}
