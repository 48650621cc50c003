import { mkdir, rename, stat, unlink, utimes } from "node:fs/promises";
import { join } from "node:path";
import { DomainError } from "../../errors.ts";
import type { BodyStore, NewBody, OpenBody, StoredBody } from "../body-store.ts";
import { syncDirectory, syncNamesOf } from "../directories.ts";
import { inTurns } from "../in-turns.ts";
import { storageTrouble } from "../storage-trouble.ts";
import { listBodies } from "./list-bodies.ts";
import { openFile } from "./open-file.ts";
import { placeOf, shelfOf } from "./places.ts";
import { writeFileDurably } from "./write-file-durably.ts";

const filesAtOnce = 32;

/** One `.eml` file per message, 0600, in wire form: `<shelf>/<accountId>/<uniqueId>.eml` under `directory`. */
export class FileBodyStore implements BodyStore {
  /** Shelves whose own names are known to be durable. */
  readonly #settled = new Set<string>();

  constructor(
    private readonly directory: string,
    private readonly orphanDirectory: string,
  ) {}

  async append(batch: readonly NewBody[]): Promise<string[]> {
    const made: string[] = [];
    try {
      await inTurns(batch, filesAtOnce, (body) => this.#write(body, made));
      const shelves = new Set(batch.map(({ accountId }) => shelfOf(accountId)));
      await inTurns([...shelves], filesAtOnce, (shelf) => this.#sync(shelf));
    } catch (error) {
      await this.remove(made).catch(() => {}); // what cannot be removed now is found by the store's check
      throw storageTrouble(error);
    }
    return batch.map(({ accountId, uniqueId }) => placeOf(accountId, uniqueId));
  }

  open(place: string, octets: number, wanted = octets): OpenBody {
    return openFile(join(this.directory, place), octets, wanted);
  }

  async measure(place: string): Promise<number | null> {
    const found = await orNull(stat(join(this.directory, place)));
    return found?.size ?? null;
  }

  async appendedAt(place: string): Promise<Date | null> {
    const found = await orNull(stat(join(this.directory, place)));
    return found?.mtime ?? null;
  }

  /** A file has no checksum: its size is all there is to compare. */
  async verify(place: string, octets: number): Promise<string | null> {
    const found = await this.measure(place);
    if (found === octets) return null;
    return found === null ? "there is no file" : `the file has ${found} octets`;
  }

  /** What is removed leaves no file: there is nothing to write down. */
  async bury(): Promise<void> {}

  /** A file cannot say of itself that its message was removed. */
  async keep(): Promise<void> {}

  async bringBack(): Promise<void> {}

  async remove(places: readonly string[]): Promise<void> {
    await inTurns(places, filesAtOnce, (place) => orNull(unlink(join(this.directory, place))));
  }

  async has({ place }: StoredBody): Promise<boolean> {
    return (await this.measure(place)) !== null;
  }

  discardCopies(places: readonly string[]): Promise<void> {
    return this.remove(places);
  }

  /** Takes away files under the names of bodies that lie elsewhere, so that these can be written here. */
  async removeUnknown(bodies: readonly Pick<NewBody, "accountId" | "uniqueId">[]): Promise<void> {
    await this.remove(bodies.map(({ accountId, uniqueId }) => placeOf(accountId, uniqueId)));
  }

  async setAside(places: readonly string[]): Promise<void> {
    await mkdir(this.orphanDirectory, { recursive: true, mode: 0o700 });
    for (const place of places) {
      await orNull(rename(join(this.directory, place), join(this.orphanDirectory, place.replaceAll("/", "-"))));
    }
  }

  list(): AsyncIterable<StoredBody> {
    return listBodies(this.directory);
  }

  async close(): Promise<void> {}

  /** Adds the place to `made` as soon as there is a file. Never writes over one that is there. */
  async #write({ accountId, uniqueId, prefix, message, appendedAt }: NewBody, made: string[]): Promise<void> {
    const place = placeOf(accountId, uniqueId);
    const path = join(this.directory, place);
    const write = () => writeFileDurably(path, prefix, message.pieces(), () => made.push(place));
    try {
      await write();
    } catch (error) {
      if (isPresent(error)) throw databaseIsOlder(place);
      if (!isMissing(error)) throw error;
      await mkdir(join(this.directory, shelfOf(accountId)), { recursive: true, mode: 0o700 });
      await write();
    }
    if (appendedAt) await utimes(path, appendedAt, appendedAt);
  }

  async #sync(shelf: string): Promise<void> {
    const path = join(this.directory, shelf);
    await syncDirectory(path);
    if (this.#settled.has(shelf)) return;
    await syncNamesOf(path, this.directory);
    this.#settled.add(shelf);
  }
}

async function orNull<T>(result: Promise<T>): Promise<T | null> {
  try {
    return await result;
  } catch (error) {
    if (isMissing(error)) return null;
    throw storageTrouble(error);
  }
}

function isMissing(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === "ENOENT";
}

function isPresent(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === "EEXIST";
}

function databaseIsOlder(place: string): DomainError {
  return new DomainError(
    "storage",
    `The message file ${place} exists although the database has not given its name yet: the database is older than the message files. Nothing was written over. Run "popdesk store check --repair" to set such files aside.`,
  );
}
