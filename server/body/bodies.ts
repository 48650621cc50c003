import { join } from "node:path";
import type { Clock } from "../clock.ts";
import type { Environment } from "../env.ts";
import type { BodyStore, NewBody, OpenBody, StoredBody } from "./body-store.ts";
import { FileBodyStore } from "./files/file-body-store.ts";
import { isSegmentPlace } from "./segments/names.ts";
import { SegmentBodyStore, type SegmentOptions } from "./segments/segment-body-store.ts";

/** How a body is kept; its place tells. */
export type BodyKind = "segments" | "files";

/** How old the answer may be to how new bodies are kept. */
const chosenMs = 1000;

/** The bodies of an installation: those there are wherever they lie, new ones where the setting wants them. */
export class Bodies implements BodyStore {
  #chosen: { kind: BodyKind; atMs: number } | null = null;

  constructor(
    readonly segments: SegmentBodyStore,
    readonly files: FileBodyStore,
    private readonly chosenKind: () => Promise<BodyKind>,
    private readonly monotonicMs: () => number,
  ) {}

  async append(batch: readonly NewBody[]): Promise<string[]> {
    return this.of(await this.#kind()).append(batch);
  }

  open(place: string, octets: number, wanted?: number): OpenBody {
    return this.#at(place).open(place, octets, wanted);
  }

  measure(place: string): Promise<number | null> {
    return this.#at(place).measure(place);
  }

  appendedAt(place: string): Promise<Date | null> {
    return this.#at(place).appendedAt(place);
  }

  verify(place: string, octets: number): Promise<string | null> {
    return this.#at(place).verify(place, octets);
  }

  async bury(places: readonly string[]): Promise<void> {
    await this.#each(places, (store, own) => store.bury(own));
  }

  async keep(places: readonly string[]): Promise<void> {
    await this.#each(places, (store, own) => store.keep(own));
  }

  async bringBack(places: readonly string[]): Promise<void> {
    await this.#each(places, (store, own) => store.bringBack(own));
  }

  async remove(places: readonly string[]): Promise<void> {
    await this.#each(places, (store, own) => store.remove(own));
  }

  has(body: StoredBody): Promise<boolean> {
    return this.#at(body.place).has(body);
  }

  async discardCopies(places: readonly string[]): Promise<void> {
    await this.#each(places, (store, own) => store.discardCopies(own));
  }

  async setAside(places: readonly string[]): Promise<void> {
    await this.#each(places, (store, own) => store.setAside(own));
  }

  async *list(): AsyncGenerator<StoredBody> {
    yield* this.files.list();
    yield* this.segments.list();
  }

  async close(): Promise<void> {
    await Promise.all([this.segments.close(), this.files.close()]);
  }

  of(kind: BodyKind): BodyStore {
    return kind === "segments" ? this.segments : this.files;
  }

  #at(place: string): BodyStore {
    return this.of(kindOf(place));
  }

  async #each(places: readonly string[], work: (store: BodyStore, places: string[]) => Promise<void>): Promise<void> {
    for (const store of [this.segments, this.files]) {
      const own = places.filter((place) => this.#at(place) === store);
      if (own.length > 0) await work(store, own);
    }
  }

  async #kind(): Promise<BodyKind> {
    const atMs = this.monotonicMs();
    if (this.#chosen === null || atMs - this.#chosen.atMs > chosenMs) {
      this.#chosen = { kind: await this.chosenKind(), atMs };
    }
    return this.#chosen.kind;
  }
}

export function kindOf(place: string): BodyKind {
  return isSegmentPlace(place) ? "segments" : "files";
}

/** Opens nothing yet and makes no directory before the first append. */
export function openBodies(
  { dataDirectory }: Environment,
  clock: Clock,
  chosenKind: () => Promise<BodyKind>,
  options: SegmentOptions = {},
): Bodies {
  const orphans = join(dataDirectory, "orphans");
  return new Bodies(
    new SegmentBodyStore(join(dataDirectory, "segments"), orphans, () => clock.now().getTime(), options),
    new FileBodyStore(join(dataDirectory, "bodies"), orphans),
    chosenKind,
    () => clock.monotonicMs(),
  );
}
