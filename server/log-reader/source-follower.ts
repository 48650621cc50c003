import { type FSWatcher, watch } from "node:fs";
import { dirname } from "node:path";
import { openAllowed } from "../log-source/allowed-place.ts";
import type { Store } from "../store.ts";
import { FileMatcher, type FileTrouble, type MatchedFile } from "./match-files.ts";
import { changeKnownFile, readKnownFiles } from "./known-file.ts";
import { ReadElsewhereError } from "./line-writer.ts";
import { findLogFiles } from "./log-files.ts";
import { PlainFile } from "./plain-file.ts";
import { readPacked } from "./read-packed.ts";
import { SourceFacts } from "./source-facts.ts";

export interface FollowedSource {
  readonly id: number;
  readonly path: string;
  readonly zone: string;
}

/** A file nobody has written to for so long has its last line whole, and may be let go when it has another name or none. */
const quietMs = 5_000;
/** Behind each batch of older lines, so much of its time is left to others; of new ones nothing: they are waited for. */
const pastRest = 0.25;

/** Follows the files of one source: live ones as they grow, and beside that rotated ones once, the oldest first. */
export class SourceFollower {
  readonly facts: SourceFacts;
  readonly #store: Store;
  readonly #source: FollowedSource;
  readonly #nodeId: string;
  readonly #stopping = new AbortController();
  readonly #live = new Map<number, PlainFile>();
  #matcher: FileMatcher | null = null;
  #past: Promise<void> | null = null;
  #pastError: unknown = null;
  #watcher: FSWatcher | null = null;

  /** `onChange`: something moved in the source's folder, and a look is worth while. `oldestMs`: of lines that are kept. */
  constructor(
    store: Store,
    source: FollowedSource,
    nodeId: string,
    private readonly given: { readonly onChange: () => void; readonly oldestMs: () => number },
  ) {
    this.#store = store;
    this.#source = source;
    this.#nodeId = nodeId;
    this.facts = new SourceFacts(store, source.id, nodeId);
  }

  /** Looks once, and reads all that live files have. Says what it found in `facts`. */
  async look(): Promise<void> {
    const { path } = this.#source;
    try {
      this.#watch();
      const { files, unreadable } = await findLogFiles(path);
      this.#matcher ??= await this.#openMatcher();
      const matcher = this.#matcher;
      const { matched, troubles } = await matcher.match(files);
      await this.#followLive(matched, troubles);
      this.#startPast(matched.filter(({ found, file }) => !found.isLive && !this.#live.has(file.id)));
      if (this.#pastError !== null) throw this.#pastError;
      await this.facts.say({
        source: this.#source,
        files,
        matched,
        troubles,
        unreadable,
        known: matcher.known,
        isPast: this.#past !== null,
      });
    } catch (error) {
      this.#pastError = null;
      if (error instanceof ReadElsewhereError) return this.#startOver();
      await this.facts.sayTrouble(error, path);
    }
  }

  /** Resolves when nothing is being read or written any more. `looking`: the look that may be under way. */
  async stop(looking: Promise<void>): Promise<void> {
    this.#stopping.abort();
    this.#watcher?.close();
    await looking;
    await this.#past;
    await this.#startOver();
  }

  async #openMatcher(): Promise<FileMatcher> {
    const of = { sourceId: this.#source.id, nodeId: this.#nodeId };
    return new FileMatcher(this.#store, of, await readKnownFiles(this.#store, of.sourceId, of.nodeId));
  }

  /** What is known is read anew with the next look. */
  async #startOver(): Promise<void> {
    for (const { handle } of this.#live.values()) await handle.close();
    this.#live.clear();
    this.#matcher = null;
  }

  #watch(): void {
    if (this.#watcher !== null) return;
    try {
      this.#watcher = watch(dirname(this.#source.path), { persistent: false }, this.given.onChange);
    } catch (error) {
      // A folder that is not there, or no watches left on this machine: then the look of each second has to do.
      if (!(error instanceof Error && "code" in error)) throw error;
      return;
    }
    this.#watcher.on("error", () => {
      this.#watcher?.close();
      this.#watcher = null;
    });
  }

  async #followLive(matched: readonly MatchedFile[], troubles: FileTrouble[]): Promise<void> {
    for (const { found, file } of matched) {
      if (!found.isLive || found.isPacked || this.#live.has(file.id)) continue;
      try {
        const handle = await openAllowed(this.#store.environment, found.path);
        if (String((await handle.stat({ bigint: true })).ino) === found.inode) {
          this.#live.set(file.id, this.#plain(handle, { found, file }, 0));
        } else await handle.close();
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "ENOENT") troubles.push({ found, error });
      }
    }
    const liveIds = new Set(matched.filter(({ found }) => found.isLive).map(({ file }) => file.id));
    for (const plain of [...this.#live.values()]) await this.#readLive(plain, liveIds.has(plain.file.id));
  }

  /** One that has lost its name is read until nobody writes to it any more. */
  async #readLive(plain: PlainFile, hasName: boolean): Promise<void> {
    const now = this.#store.clock.now().getTime();
    const { size, mtimeMs } = await plain.handle.stat();
    // Emptied: what it holds now belongs to another, which the next look meets.
    if (size >= plain.file.readOctets && plain.file.inode !== "") await plain.readOn(now, this.#stopping.signal);
    if (this.#stopping.signal.aborted) return;
    const isOther = plain.file.inode === "" || size < plain.file.readOctets;
    if (hasName && !isOther) return;
    if (!isOther && now - mtimeMs < quietMs) return;
    if (!isOther) await plain.finish();
    this.#live.delete(plain.file.id);
    await plain.handle.close();
  }

  #startPast(files: readonly MatchedFile[]): void {
    const now = this.#store.clock.now().getTime();
    const waiting = files.filter(({ found, file }) => {
      if (found.isPacked) return !file.isDone;
      return found.octets > file.readOctets || (!file.isDone && now - found.changedAtMs > quietMs);
    });
    if (this.#past !== null || waiting.length === 0) return;
    this.#past = this.#readPast(waiting)
      .catch((error: unknown) => {
        this.#pastError = error;
      })
      .finally(() => {
        this.#past = null;
        this.given.onChange();
      });
  }

  async #readPast(files: readonly MatchedFile[]): Promise<void> {
    const { signal } = this.#stopping;
    for (const each of files) {
      if (signal.aborted) return;
      const handle = await this.#openPast(each);
      if (handle === null) continue;
      try {
        const { found, file } = each;
        if (found.isPacked) {
          await readPacked(handle, file, this.#options(found.changedAtMs, pastRest), signal);
          continue;
        }
        const plain = this.#plain(handle, each, pastRest);
        await plain.readOn(found.changedAtMs, signal);
        const isQuiet = this.#store.clock.now().getTime() - (await handle.stat()).mtimeMs > quietMs;
        if (signal.aborted || !isQuiet) continue;
        await plain.finish();
        await changeKnownFile(this.#store, file, { isDone: true });
      } finally {
        await handle.close();
      }
    }
  }

  /** Null where it has gone, or another name, meanwhile: the next look finds it. */
  async #openPast({ found }: MatchedFile) {
    try {
      const handle = await openAllowed(this.#store.environment, found.path);
      if (String((await handle.stat({ bigint: true })).ino) === found.inode) return handle;
      await handle.close();
      return null;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
      throw error;
    }
  }

  #plain(handle: PlainFile["handle"], { found, file }: MatchedFile, restShare: number): PlainFile {
    return new PlainFile(handle, file, this.#options(found.changedAtMs, restShare));
  }

  #options(referenceMs: number, restShare: number) {
    return { store: this.#store, zone: this.#source.zone, referenceMs, oldestMs: this.given.oldestMs(), restShare };
  }
}
