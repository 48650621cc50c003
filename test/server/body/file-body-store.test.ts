import { mkdir, mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { NewBody } from "#server/body/body-store.ts";
import { FileBodyStore } from "#server/body/files/file-body-store.ts";
import type { WireMessage } from "#server/body/wire-message.ts";
import { readBody } from "#test/support/mail.ts";

let root: string;
let store: FileBodyStore;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "popdesk-bodies-"));
  store = new FileBodyStore(join(root, "bodies"), join(root, "orphans"));
});

afterEach(() => rm(root, { recursive: true }));

function body(uniqueId: string, content: string | Uint8Array, accountId = 300): NewBody {
  return {
    accountId,
    address: "ann@example.org",
    uniqueId,
    importedId: null,
    arrivedAt: new Date(0),
    prefix: Buffer.from("Received: here\r\n"),
    message: message([Buffer.from(content)]),
  };
}

function message(pieces: Iterable<Uint8Array> | AsyncIterable<Uint8Array>): WireMessage {
  return { octets: 0, headerOctets: 0, hasDotLines: false, pieces: () => pieces, discard: async () => {} };
}

const fileOf = (place: string) => join(root, "bodies", place);

async function listed(): Promise<string[]> {
  const places: string[] = [];
  for await (const { place } of store.list()) places.push(place);
  return places.sort();
}

describe("the body store of files", () => {
  it("keeps trace lines and message as one file that only its owner may read", async () => {
    const [place = ""] = await store.append([body("abc1", "Subject: a\r\n\r\nb\r\n")]);
    expect(place).toBe("2c/300/abc1.eml");
    expect(await readFile(fileOf(place), "latin1")).toBe("Received: here\r\nSubject: a\r\n\r\nb\r\n");
    expect((await stat(fileOf(place))).mode & 0o777).toBe(0o600);
    expect((await stat(dirname(fileOf(place)))).mode & 0o777).toBe(0o700);
  });

  it("gives the places of a batch in its order", async () => {
    const batch = Array.from({ length: 100 }, (_, index) => body(`n${index}`, `${index}`, index % 7));
    const places = await store.append(batch);
    for (const [index, place] of places.entries()) {
      expect(await readFile(fileOf(place), "latin1")).toBe(`Received: here\r\n${index}`);
    }
  });

  it("leaves nothing of a batch of which one cannot be written", async () => {
    async function* cut() {
      yield Buffer.from("half");
      throw Object.assign(new Error("disk"), { code: "ENOSPC" });
    }
    const broken = { ...body("bad", ""), message: message(cut()) };
    const batch = [...Array.from({ length: 40 }, (_, index) => body(`n${index}`, "x")), broken];
    await expect(store.append(batch)).rejects.toMatchObject({
      code: "storage",
      message: expect.stringContaining("The disk is full"),
    });
    expect(await listed()).toEqual([]);
  });

  it("refuses with a sentence where its directory cannot be made", async () => {
    await writeFile(join(root, "bodies"), "");
    await expect(store.append([body("a", "x")])).rejects.toMatchObject({ code: "storage" });
  });

  it("never writes over a body that is there, and keeps that one", async () => {
    const [place = ""] = await store.append([body("same", "first")]);
    await expect(store.append([body("other", "x"), body("same", "second")])).rejects.toMatchObject({
      code: "storage",
      message: expect.stringContaining("popdesk store check --repair"),
    });
    expect(await readFile(fileOf(place), "latin1")).toContain("first");
    expect(await listed()).toEqual([place]);
  });

  it("keeps a name from leaving the directory", async () => {
    await expect(store.append([body("../../etc/passwd", "x")])).rejects.toThrow(RangeError);
  });

  it("opens the whole of a small body, or its beginning, in one piece", async () => {
    const [place = ""] = await store.append([body("a", "0123456789")]);
    expect((await readBody(store.open(place, 26))).toString()).toBe("Received: here\r\n0123456789");
    expect((await readBody(store.open(place, 26, 4))).toString()).toBe("Rece");
    expect((await readBody(store.open(place, 26, 0))).toString()).toBe("");
  });

  it("opens a large body in pieces, and gives its descriptor back when closed in the middle of a read", async () => {
    const large = Buffer.alloc(1_000_001, "0123456789abcdef");
    const [place = ""] = await store.append([{ ...body("a", large), prefix: Buffer.alloc(0) }]);
    expect((await readBody(store.open(place, large.length))).equals(large)).toBe(true);
    expect((await readBody(store.open(place, large.length, 300_000))).equals(large.subarray(0, 300_000))).toBe(true);
    const before = (await readdir("/proc/self/fd")).length;
    const opened = store.open(place, large.length);
    const reading = opened.read();
    opened.close();
    opened.close();
    await reading;
    expect(await opened.read()).toBeNull();
    expect((await readdir("/proc/self/fd")).length).toBe(before);
  });

  it.each([
    ["gone", (file: string) => rm(file)],
    ["shorter than its row says", (file: string) => truncate(file, 20)],
    ["longer than its row says", (file: string) => truncate(file, 30)],
  ])("refuses to open a body that is %s", async (_name, harm) => {
    const [place = ""] = await store.append([body("a", "0123456789")]);
    await harm(fileOf(place));
    expect(() => store.open(place, 26)).toThrow(expect.objectContaining({ code: "not-found" }));
    expect(() => store.open(place, 26, 5)).toThrow(expect.objectContaining({ code: "not-found" }));
  });

  it("removes bodies, and minds none that is gone", async () => {
    const places = await store.append([body("a", "x"), body("b", "y")]);
    await store.remove([...places, ...places]);
    expect(await listed()).toEqual([]);
    expect(await store.measure(places[0] ?? "")).toBeNull();
  });

  it("lists account by account, and leaves out what is no body", async () => {
    await store.append([body("a", "x", 1), body("b", "yy", 257), body("c", "z", 1)]);
    await mkdir(join(root, "bodies", "lost+found"));
    const found: unknown[] = [];
    for await (const { place, accountId, octets } of store.list()) found.push([place, accountId, octets]);
    expect(found.sort()).toEqual([
      ["01/1/a.eml", 1, 17],
      ["01/1/c.eml", 1, 17],
      ["01/257/b.eml", 257, 18],
    ]);
    const accounts = found.map((entry) => (entry as unknown[])[1]);
    expect(accounts.lastIndexOf(1) - accounts.indexOf(1)).toBe(1);
  });

  it("lists nothing where nothing was ever kept", async () => {
    expect(await listed()).toEqual([]);
  });

  it("sets bodies aside under a name that tells where they were", async () => {
    const places = await store.append([body("a", "x")]);
    await store.setAside(places);
    expect(await listed()).toEqual([]);
    expect(await readdir(join(root, "orphans"))).toEqual(["2c-300-a.eml"]);
  });
});
