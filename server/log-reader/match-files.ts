import type { Store } from "../store.ts";
import { openAllowed } from "../log-source/allowed-place.ts";
import { readHead } from "./head.ts";
import { beginsAs, changeKnownFile, createKnownFile, grownHead, type KnownFile, knownByHead } from "./known-file.ts";
import type { FoundFile } from "./log-files.ts";

/** A file as it lies there, and what is known of it. */
export interface MatchedFile {
  readonly found: FoundFile;
  readonly file: KnownFile;
}

export interface FileTrouble {
  readonly found: FoundFile;
  readonly error: unknown;
}

/**
 * Finds out which of the files found are known: by where they lie on the disk and what they begin with. A file that begins otherwise than it did, or is
 * shorter than what was read of it, was emptied or replaced, and is another; a file elsewhere that begins as a known one did is that one,
 * moved, copied or packed. A copy beside its original is passed over.
 */
export class FileMatcher {
  /** As they were when they were looked into last: what has not changed since is not opened again. */
  readonly #seen = new Map<string, string>();

  constructor(
    private readonly store: Store,
    private readonly of: { readonly sourceId: number; readonly nodeId: string },
    readonly known: KnownFile[],
  ) {}

  async match(files: readonly FoundFile[]): Promise<{ matched: MatchedFile[]; troubles: FileTrouble[] }> {
    const matched: MatchedFile[] = [];
    const strangers: { found: FoundFile; head: Buffer }[] = [];
    const troubles: FileTrouble[] = [];
    for (const found of files) {
      try {
        const there = await this.#recognize(found);
        if (there === null) continue;
        if ("file" in there) matched.push({ found, file: there.file });
        else strangers.push({ found, head: there.head });
      } catch (error) {
        // It went while it was looked at: the next look finds it where it is.
        if ((error as NodeJS.ErrnoException).code !== "ENOENT") troubles.push({ found, error });
      }
    }
    const taken = new Set(matched.map(({ file }) => file));
    for (const { found, head } of strangers) {
      const file = await this.#meet(found, head, taken);
      if (file === null) continue;
      taken.add(file);
      matched.push({ found, file });
    }
    return { matched, troubles };
  }

  /** Null where there is nothing in it yet. */
  async #recognize(found: FoundFile): Promise<{ file: KnownFile } | { head: Buffer } | null> {
    const place = `${found.device}:${found.inode}`;
    const state = `${found.octets} ${found.changedAtMs}`;
    const file = this.known.find(({ device, inode }) => device === found.device && inode === found.inode);
    if (file !== undefined && this.#seen.get(place) === state) {
      await changeKnownFile(this.store, file, { path: found.path });
      return { file };
    }
    const head = await this.#headOf(found);
    if (head === null) return null;
    this.#seen.set(place, state);
    if (file === undefined) return head.length === 0 ? null : { head };
    const isShorter = !found.isPacked && found.octets < file.readOctets;
    if (!isShorter && beginsAs(file, head)) {
      await changeKnownFile(this.store, file, { path: found.path, ...grownHead(file, head) });
      return { file };
    }
    // Emptied or replaced: what was there may have been copied, and is looked for by its beginning.
    await changeKnownFile(this.store, file, { device: "", inode: "" });
    return head.length === 0 ? null : { head };
  }

  async #meet(found: FoundFile, head: Buffer, taken: ReadonlySet<KnownFile>): Promise<KnownFile | null> {
    const same = knownByHead(this.known, head);
    const { path, device, inode } = found;
    if (same === undefined) {
      const file = await createKnownFile(this.store, this.of, found, head);
      this.known.push(file);
      return file;
    }
    this.#seen.delete(`${device}:${inode}`);
    if (taken.has(same)) return null;
    await changeKnownFile(this.store, same, { path, device, inode, ...grownHead(same, head) });
    return same;
  }

  /** Null where it is another by now. */
  async #headOf(found: FoundFile): Promise<Buffer | null> {
    const handle = await openAllowed(this.store.environment, found.path);
    try {
      if (String((await handle.stat({ bigint: true })).ino) !== found.inode) return null;
      return await readHead(handle, found.isPacked);
    } finally {
      await handle.close();
    }
  }
}
