import { randomBytes } from "node:crypto";
import { mkdtemp, open, readdir, readFile, rm, stat, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { NewBody } from "#server/body/body-store.ts";
import { SegmentBodyStore, type SegmentOptions } from "#server/body/segments/segment-body-store.ts";
import { readTombstones } from "#server/body/segments/tombstones.ts";
import type { WireMessage } from "#server/body/wire-message.ts";
import { readBody } from "#test/support/mail.ts";

const recordHeaderOctets = 96;

let root: string;
let opened: SegmentBodyStore[];

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "popdesk-segments-"));
  opened = [];
});

afterEach(async () => {
  for (const store of opened) await store.close();
  await rm(root, { recursive: true });
});

function openStore(options: SegmentOptions = {}): SegmentBodyStore {
  const store = new SegmentBodyStore(join(root, "segments"), join(root, "orphans"), () => Date.now(), options);
  opened.push(store);
  return store;
}

let given = 0;
function body(content: string | Uint8Array, more: Partial<NewBody> = {}): NewBody {
  given += 1;
  return {
    accountId: 300,
    address: "ann@example.org",
    uniqueId: `abcdef${given.toString(36)}`,
    importedId: null,
    arrivedAt: new Date(0),
    prefix: Buffer.from("Received: here\r\n"),
    message: message(Buffer.from(content)),
    ...more,
  };
}

function message(content: Uint8Array, pieces: () => ReturnType<WireMessage["pieces"]> = () => [content]): WireMessage {
  return { octets: content.length, headerOctets: 0, hasDotLines: false, pieces, discard: async () => {} };
}

const segmentOf = (place: string) => place.split("/")[1] ?? "";
const offsetOf = (place: string) => Number.parseInt(place.split("/")[2] ?? "", 36);
const fileOf = (place: string) => join(root, "segments", `${segmentOf(place)}.seg`);

async function segments(): Promise<string[]> {
  return (await readdir(join(root, "segments"))).filter((name) => name.endsWith(".seg")).sort();
}

async function listed(store: SegmentBodyStore): Promise<string[]> {
  const places: string[] = [];
  for await (const { place } of store.list()) places.push(place);
  return places.sort();
}

async function flip(place: string, at: number): Promise<void> {
  const file = await open(fileOf(place), "r+");
  const octet = Buffer.alloc(1);
  await file.read(octet, 0, 1, offsetOf(place) + at);
  octet[0] = (octet[0] ?? 0) ^ 0x10;
  await file.write(octet, 0, 1, offsetOf(place) + at);
  await file.close();
}

const refused = expect.objectContaining({ code: "not-found" });

describe("the body store of segments", () => {
  it("keeps trace lines and message as one body, in a file that only its owner may read", async () => {
    const store = openStore();
    const [place = ""] = await store.append([body("Subject: a\r\n\r\nb\r\n")]);
    expect((await readBody(store.open(place, 33))).toString()).toBe("Received: here\r\nSubject: a\r\n\r\nb\r\n");
    expect((await stat(fileOf(place))).mode & 0o777).toBe(0o600);
    expect((await stat(join(root, "segments"))).mode & 0o777).toBe(0o700);
    expect(await store.measure(place)).toBe(33);
    expect(await store.verify(place, 33)).toBeNull();
  });

  it("gives the places of a batch in its order, large and small ones mixed", async () => {
    const store = openStore({ largeOctets: 5000 });
    const contents = Array.from({ length: 60 }, (_, index) => randomBytes(index % 7 === 0 ? 20_000 : index * 13));
    const places = await store.append(contents.map((content) => body(content, { prefix: Buffer.alloc(0) })));
    for (const [index, place] of places.entries()) {
      const content = contents[index] ?? Buffer.alloc(0);
      expect((await readBody(store.open(place, content.length))).equals(content)).toBe(true);
    }
    expect(new Set(places.map(segmentOf)).size).toBe(10); // nine large ones, and one segment of all others
    expect(await listed(store)).toEqual([...places].sort());
  });

  it("writes all that wait together: one segment, whatever asks", async () => {
    const store = openStore();
    const batches = await Promise.all(Array.from({ length: 50 }, (_, index) => store.append([body(`${index}`)])));
    for (const [index, [place = ""]] of batches.entries()) {
      const octets = 16 + `${index}`.length;
      expect((await readBody(store.open(place, octets))).toString()).toBe(`Received: here\r\n${index}`);
    }
    expect(await segments()).toHaveLength(1);
  });

  it("begins a new segment when one is full", async () => {
    const store = openStore({ segmentOctets: 20_000 });
    const places: string[] = [];
    for (let count = 0; count < 10; count += 1) places.push(...(await store.append([body(randomBytes(6000))])));
    expect(await segments()).toHaveLength(5);
    for (const place of places) expect(await store.verify(place, 6016)).toBeNull();
  });

  it("opens the beginning of a body with one small read, without looking at the rest", async () => {
    const store = openStore();
    const [place = ""] = await store.append([body("0123456789")]);
    await flip(place, recordHeaderOctets + 25);
    expect((await readBody(store.open(place, 26, 4))).toString()).toBe("Rece");
    expect((await readBody(store.open(place, 26, 0))).toString()).toBe("");
  });

  it("opens a large body in pieces, and keeps its segment open until the last read is done", async () => {
    const store = openStore();
    const large = Buffer.alloc(1_500_001, "0123456789abcdef");
    const [place = ""] = await store.append([body(large, { prefix: Buffer.alloc(0) })]);
    expect((await readBody(store.open(place, large.length))).equals(large)).toBe(true);
    expect((await readBody(store.open(place, large.length, 300_000))).equals(large.subarray(0, 300_000))).toBe(true);
    const reading = store.open(place, large.length);
    const first = await reading.read();
    await rm(fileOf(place));
    await store.close();
    const rest = await readBody(reading);
    expect(Buffer.concat([first ?? Buffer.alloc(0), rest]).equals(large)).toBe(true);
  });

  it.each([
    ["the unique-id in the header", 57],
    ["the length in the header", 20],
    ["the checksum in the header", 93],
    ["the key in the header", 3],
    ["the body", recordHeaderOctets + 5],
  ])("refuses a body after a bit has flipped in %s, and serves its neighbours", async (_name, at) => {
    const store = openStore({ cacheOctets: 0 });
    const places = await store.append([body("before"), body("damaged"), body("after!")]);
    const [before = "", damaged = "", after = ""] = places;
    await flip(damaged, at);
    expect(() => store.open(damaged, 23)).toThrow(refused);
    expect(await store.verify(damaged, 23)).toMatch(/damaged|checksum|another/);
    for (const place of [before, after]) expect(await store.verify(place, 22)).toBeNull();
    // What was found by searching does not depend on the damaged one's length.
    expect(await listed(store)).toEqual(at < recordHeaderOctets ? [before, after].sort() : [...places].sort());
  });

  it("notices a flipped bit of a large body before its last piece is given", async () => {
    const store = openStore();
    const [place = ""] = await store.append([body(randomBytes(900_000), { prefix: Buffer.alloc(0) })]);
    await flip(place, recordHeaderOctets + 10);
    const damaged = store.open(place, 900_000);
    let octets = 0;
    await expect(
      (async () => {
        for (let piece = await damaged.read(); piece; piece = await damaged.read()) octets += piece.length;
      })(),
    ).rejects.toMatchObject({ code: "not-found" });
    damaged.close();
    expect(octets).toBeLessThan(900_000);
  });

  it("serves all bodies of a segment whose own header is damaged", async () => {
    const store = openStore();
    const places = await store.append([body("one"), body("two")]);
    const file = await open(fileOf(places[0] ?? ""), "r+");
    await file.write(Buffer.alloc(4096), 0, 4096, 0);
    await file.close();
    const other = openStore();
    for (const place of places) expect(await other.verify(place, 19)).toBeNull();
    expect(await listed(other)).toEqual([...places].sort());
  });

  it("refuses places that are gone, of another size, or nobody's", async () => {
    const store = openStore();
    const [place = "", second = ""] = await store.append([body("one"), body("two")]);
    expect(() => store.open(place, 18)).toThrow(refused);
    expect(() => store.open(place.replace(/[^/]+$/, "another"), 19)).toThrow(refused);
    expect(() => store.open("seg/../../../etc/passwd", 19)).toThrow(refused);
    await truncate(fileOf(second), offsetOf(second) + 50);
    expect(() => store.open(second, 19)).toThrow(refused);
    expect(await store.measure(second)).toBeNull();
    await rm(fileOf(place));
    const other = openStore();
    expect(() => other.open(place, 19)).toThrow(refused);
    expect(await other.measure(place)).toBeNull();
    await other.remove([place]);
  });

  it("never appends behind a torn end: whoever comes next begins a segment of its own", async () => {
    const store = openStore();
    const [first = "", torn = ""] = await store.append([body("whole"), body("torn")]);
    await truncate(fileOf(torn), offsetOf(torn) + 40);
    const other = openStore();
    const [next = ""] = await other.append([body("next")]);
    expect(segmentOf(next)).not.toBe(segmentOf(first));
    expect(await listed(other)).toEqual([first, next].sort());
  });

  it("lists and tells apart the segments of two writers at once", async () => {
    const stores = [openStore(), openStore()];
    const places = await Promise.all(
      Array.from({ length: 200 }, (_, index) => (stores[index % 2] as SegmentBodyStore).append([body(`${index}`)])),
    );
    expect(await segments()).toHaveLength(2);
    expect(await listed(stores[0] as SegmentBodyStore)).toEqual(places.flat().sort());
    for (const [index, [place = ""]] of places.entries()) {
      const reader = stores[(index + 1) % 2] as SegmentBodyStore;
      expect((await readBody(reader.open(place, 16 + `${index}`.length))).toString()).toContain(`${index}`);
    }
  });

  it("leaves nothing of a batch of which one cannot be read, and takes the next", async () => {
    const store = openStore({ largeOctets: 100 });
    async function* cut() {
      yield Buffer.from("half");
      throw Object.assign(new Error("disk"), { code: "ENOSPC" });
    }
    const small = body("", { message: message(Buffer.alloc(10), cut) });
    const large = body("", { message: message(Buffer.alloc(1000), cut) });
    for (const broken of [small, large]) {
      await expect(store.append([body("x"), broken, body(Buffer.alloc(2000))])).rejects.toMatchObject({
        code: "storage",
        message: expect.stringContaining("The disk is full"),
      });
    }
    expect(await listed(store)).toEqual([]);
    const [place = ""] = await store.append([body("good")]);
    expect(await listed(store)).toEqual([place]);
  });

  it("refuses with a sentence where its directory cannot be made", async () => {
    await writeFile(join(root, "segments"), "");
    await expect(openStore().append([body("x")])).rejects.toMatchObject({ code: "storage" });
  });

  it("keeps a name from being anything else", async () => {
    await expect(openStore().append([body("x", { uniqueId: "../../etc/passwd" })])).rejects.toThrow(RangeError);
  });

  it("remembers what is removed, once and for every process", async () => {
    const store = openStore();
    const places = await store.append([body("a"), body("b"), body("c")]);
    const [a = "", b = "", c = ""] = places;
    await store.bury([a]);
    await store.remove([a]);
    const other = openStore();
    await Promise.all([store.remove([b, b]), other.remove([a])]);
    expect(await listed(other)).toEqual([c]);
    const tombstones = readTombstones(join(root, "segments"), segmentOf(a));
    expect([...tombstones.keys()].sort()).toEqual([offsetOf(a), offsetOf(b)].sort());
    // A row that came back with an older copy of the database still has its text.
    expect(await other.verify(a, 17)).toBeNull();
  });

  it("reads tombstones behind one that a crash has cut", async () => {
    const store = openStore();
    const [a = "", b = "", c = ""] = await store.append([body("a"), body("b"), body("c")]);
    await store.remove([a, b]);
    const file = join(root, "segments", `${segmentOf(a)}.removed`);
    await truncate(file, 16 + 5);
    await openStore().remove([c]);
    expect(await listed(store)).toEqual([b]);
  });

  it("sets bodies aside under a name that tells where they were, damaged ones too", async () => {
    const store = openStore();
    const [place = "", kept = ""] = await store.append([body("0123456789"), body("kept")]);
    await flip(place, recordHeaderOctets + 16);
    await store.setAside([place]);
    expect(await listed(store)).toEqual([kept]);
    const [name = ""] = await readdir(join(root, "orphans"));
    expect(name).toBe(`${place.replaceAll("/", "-")}.eml`);
    expect(await readFile(join(root, "orphans", name), "latin1")).toBe("Received: here\r\n 123456789");
  });

  it("gives its lock back when it is closed, and leaves no file but segments", async () => {
    const store = openStore();
    await store.append([body("x")]);
    expect((await readdir(join(root, "segments"))).length).toBeGreaterThan(1);
    await store.close();
    expect(await readdir(join(root, "segments"))).toEqual(await segments());
  });
});
