import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import type { NewBody, StoredBody } from "#server/body/body-store.ts";
import { parseSegmentPlace } from "#server/body/segments/names.ts";
import { SegmentBodyStore } from "#server/body/segments/segment-body-store.ts";
import { readTombstones } from "#server/body/segments/tombstones.ts";
import { DomainError } from "#server/errors.ts";
import { damage } from "../damage.ts";
import { joined, octets, rawMessage } from "../octets.ts";
import { target } from "../target.ts";

const segmentHeaderOctets = 4_096;
const sizes = { segmentOctets: 8_000, largeOctets: 3_000, cacheOctets: 0 };

const content = fc.oneof(
  { weight: 8, arbitrary: rawMessage },
  { weight: 1, arbitrary: fc.nat(6_000).map((length) => new Uint8Array(length).fill(0x78)) },
  // Read in pieces: its checksum is known at the end alone.
  { weight: 1, arbitrary: fc.constant(new Uint8Array(300_000).fill(0x79)) },
);

const written = fc.record({
  batches: fc.array(fc.array(content, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 3 }),
  which: fc.nat(20),
  damage,
  /** A record that is damaged, instead of the file as a whole, which is mostly header and zeros. */
  aim: fc.option(fc.nat(20), { freq: 5 }),
  removed: fc.array(fc.boolean(), { minLength: 1, maxLength: 5 }),
});

interface Known {
  readonly place: string;
  readonly content: Uint8Array;
  readonly accountId: number;
  readonly uniqueId: string;
  readonly segment: string;
  /** Of its record: the header is 96 octets, what follows the body at least its address. */
  readonly from: number;
  readonly to: number;
}

function bodyOf(content: Uint8Array, number: number): NewBody {
  const prefix = octets(`X: ${number}\r\n`);
  const message = {
    octets: content.length,
    headerOctets: 0,
    hasDotLines: false,
    pieces: () => [content],
    discard: async () => {},
  };
  const uniqueId = `abcdef${number.toString(36)}`;
  return {
    accountId: 300 + (number % 3),
    address: "ann@example.org",
    uniqueId,
    importedId: null,
    arrivedAt: new Date(0),
    prefix,
    message,
  };
}

async function appendAll(store: SegmentBodyStore, batches: readonly (readonly Uint8Array[])[]): Promise<Known[]> {
  const known: Known[] = [];
  for (const batch of batches) {
    const bodies = batch.map((content, index) => bodyOf(content, known.length + index));
    for (const [index, place] of (await store.append(bodies)).entries()) {
      const { accountId, uniqueId, prefix } = bodies[index] as NewBody;
      const content = joined([prefix, batch[index] as Uint8Array]);
      const { segment = "", offset: from = 0 } = parseSegmentPlace(place) ?? {};
      known.push({ place, content, accountId, uniqueId, segment, from, to: from + 96 + content.length + 24 });
    }
  }
  return known;
}

/** All of it, or null where it is refused; anything else is a mistake. */
async function read(store: SegmentBodyStore, place: string, octets: number): Promise<Buffer | null> {
  const pieces: Uint8Array[] = [];
  try {
    const body = store.open(place, octets);
    try {
      for (let piece = await body.read(); piece !== null; piece = await body.read()) pieces.push(piece);
    } finally {
      body.close();
    }
  } catch (error) {
    if (error instanceof DomainError && error.code === "not-found") return null;
    throw error;
  }
  return Buffer.concat(pieces);
}

async function inDirectory(run: (directory: string) => Promise<void>): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), "popdesk-fuzz-segments-"));
  try {
    await run(directory);
  } finally {
    await rm(directory, { recursive: true });
  }
}

const openIn = (directory: string) => new SegmentBodyStore(directory, join(directory, "orphans"), () => 1_000, sizes);

async function listed(store: SegmentBodyStore): Promise<StoredBody[]> {
  const found: StoredBody[] = [];
  for await (const body of store.list()) found.push(body);
  return found;
}

export const damagedSegments = target(
  "segments: what was damaged is refused, everything else is served and listed, and nothing that was not written",
  8,
  written,
  ({ batches, which, damage, aim }) =>
    inDirectory(async (directory) => {
      const before = openIn(directory);
      const known = await appendAll(before, batches);
      await before.close();
      const files = (await readdir(directory)).filter((name) => name.endsWith(".seg")).sort();
      const file = files[which % files.length] as string;
      const whole = Uint8Array.from(readFileSync(join(directory, file)));
      const inFile = known.filter(({ segment }) => file === `${segment}.seg`);
      const { from = 0, to = whole.length } =
        (aim === null ? undefined : inFile[aim % Math.max(1, inFile.length)]) ?? {};
      const part = damage(whole.slice(from, to));
      const rest = part.length < to - from ? [] : [whole.subarray(to)];
      const damaged = joined([whole.subarray(0, from), part, ...rest]);
      writeFileSync(join(directory, file), damaged);
      const isChanged = (from: number, to: number) =>
        Buffer.compare(whole.subarray(from, to), damaged.subarray(from, to)) !== 0;

      const store = openIn(directory);
      try {
        const list = await listed(store);
        for (const { place, content, accountId, uniqueId, segment, from, to } of known) {
          const body = await read(store, place, content.length);
          if (body !== null) assert.deepEqual(body, Buffer.from(content), `${place} is another text`);
          const isTouched = file === `${segment}.seg` && (isChanged(from, to) || isChanged(0, segmentHeaderOctets));
          if (isTouched) continue;
          assert(body !== null, `${place} is refused, and was not damaged`);
          const found = list.find((each) => each.place === place);
          assert.deepEqual([found?.accountId, found?.uniqueId, found?.octets], [accountId, uniqueId, content.length]);
        }
        const places = new Set(known.map(({ place }) => place));
        for (const { place } of list) assert(places.has(place), `${place} was never written`);
      } finally {
        await store.close();
      }
    }),
);

export const damagedTombstones = target(
  "segments: a damaged file of removals brings nothing down, and removes nothing that was not removed",
  8,
  written,
  ({ batches, which, damage, removed }) =>
    inDirectory(async (directory) => {
      const store = openIn(directory);
      try {
        const known = await appendAll(store, batches);
        const isRemoved = (index: number) => removed[index % removed.length] === true;
        await store.remove(known.filter((_, index) => isRemoved(index)).map(({ place }) => place));
        const files = (await readdir(directory)).filter((name) => name.endsWith(".removed")).sort();
        const file = files[which % Math.max(1, files.length)];
        if (file !== undefined) {
          const path = join(directory, file);
          writeFileSync(path, damage(Uint8Array.from(readFileSync(path))));
        }
        const list = new Set((await listed(store)).map(({ place }) => place));
        for (const [index, { place, segment, from }] of known.entries()) {
          const isEntombed = readTombstones(directory, segment).has(from);
          if (!isRemoved(index)) assert(!isEntombed && list.has(place), `${place} was not removed`);
          else if (file !== `${segment}.removed`) assert(isEntombed && !list.has(place), `${place} is back`);
        }
      } finally {
        await store.close();
      }
    }),
);
