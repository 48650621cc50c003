import { open } from "node:fs/promises";
import { refusalOf } from "../mail-log/open-log.ts";
import { DomainError } from "../errors.ts";
import { oldestKeptMs } from "../log-entry/purge-entries.ts";
import { nodeIdOf } from "../node/node-id.ts";
import { readSettings } from "../setting/read.ts";
import type { Store } from "../store.ts";
import { looksPacked, readHead } from "./head.ts";
import { createKnownFile, knownByHead, readKnownFiles } from "./known-file.ts";
import { PlainFile } from "./plain-file.ts";
import { readPacked } from "./read-packed.ts";

export interface ImportOptions {
  /** Empty: the machine's. */
  readonly zone: string;
  /** About when the newest line was written; undefined: when the file was changed last. */
  readonly referenceMs: number | undefined;
  readonly signal: AbortSignal;
  readonly onProgress: (octets: number) => void;
}

/** Lines that belong to no source. */
const byHand = 0;
const progressMs = 200;

/**
 * Stores the lines of a file, packed or not, that this user may read; a file that was imported before is read on from there, also packed or under another name. Gives
 * how many lines are new, how many were too old to be kept, and what could not be read. Refuses with `not-found`, `not-allowed`, `invalid`.
 */
export async function importFile(
  store: Store,
  path: string,
  { zone, referenceMs, signal, onProgress }: ImportOptions,
): Promise<{ lineCount: number; passedCount: number; trouble: string }> {
  const handle = await open(path, "r").catch((error: unknown) => {
    throw refusalOf(error, path) ?? error;
  });
  try {
    const facts = await handle.stat({ bigint: true });
    if (!facts.isFile()) throw new DomainError("invalid", `${path} is not a file.`);
    const isPacked = looksPacked(await readHead(handle, false));
    const head = await readHead(handle, isPacked);
    if (head.length === 0) return { lineCount: 0, passedCount: 0, trouble: "" };
    const nodeId = nodeIdOf(store.environment);
    const known = await readKnownFiles(store, byHand, nodeId);
    const place = { path, device: String(facts.dev), inode: String(facts.ino) };
    const file = knownByHead(known, head) ?? (await createKnownFile(store, { sourceId: byHand, nodeId }, place, head));
    const before = file.lineCount;
    const tally = { passedCount: 0 };
    const options = {
      store,
      zone,
      referenceMs: referenceMs ?? Number(facts.mtimeMs),
      oldestMs: oldestKeptMs(store, await readSettings(store)),
      restShare: 0,
      tally,
    };
    const timer = setInterval(() => onProgress(file.readOctets), progressMs).unref();
    try {
      if (isPacked) await readPacked(handle, file, options, signal);
      else {
        const plain = new PlainFile(handle, file, options);
        await plain.readOn(options.referenceMs, signal);
        if (!signal.aborted) await plain.finish();
      }
    } finally {
      clearInterval(timer);
    }
    return { lineCount: file.lineCount - before, ...tally, trouble: file.trouble };
  } finally {
    await handle.close();
  }
}
