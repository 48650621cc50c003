import { spawn } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { once } from "node:events";
import { open, readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { DatabaseBackend } from "#pop3d/backend/database-backend.ts";
import { purgeDeletedAccounts } from "#server/account/purge-deleted-accounts.ts";
import { openBodies } from "#server/body/bodies.ts";
import { copyRecords } from "#server/body/segments/copy-records.ts";
import { convertBodies } from "#server/body/upkeep/convert-bodies.ts";
import { readSegmentUsage } from "#server/body/upkeep/read-usage.ts";
import { rebuildIndex } from "#server/body/upkeep/rebuild-index.ts";
import { reclaimSegments } from "#server/body/upkeep/reclaim-segments.ts";
import { scrubSegment } from "#server/body/upkeep/scrub-segment.ts";
import type { WireMessage } from "#server/body/wire-message.ts";
import { Deliverer } from "#server/delivery/deliverer.ts";
import { checkStore } from "#server/maildrop/check-store.ts";
import type { Finding } from "#server/maildrop/finding.ts";
import { finishRemovals } from "#server/maildrop/finish-removals.ts";
import { packSequences } from "#server/maildrop/packed-set.ts";
import { uniqueIdOf } from "#server/message/unique-id.ts";
import { closeStore, openStore, type Store } from "#server/store.ts";
import { tester } from "#test/support/actor.ts";
import { engines, freshData, freshStore, type TestStore } from "#test/support/databases.ts";
import { loseBody } from "#test/support/lose-body.ts";
import { givenAccount, readBody } from "#test/support/mail.ts";

const now = { deadShare: 0.3, graceMs: 0, octetsPerSecond: Number.POSITIVE_INFINITY };

describe.each(engines)("segments in use on %s", (engine) => {
  let test: TestStore;
  let store: Store;
  let ann: { accountId: number; address: string };
  let bob: { accountId: number; address: string };
  let contents: Map<string, Buffer>;

  beforeEach(async () => {
    test = await freshStore(engine);
    store = { ...test.store, bodies: smallSegments(test.store) };
    ann = await givenAccount(store);
    bob = await givenAccount(store, "bob@example.org");
    contents = new Map();
  });

  afterEach(async () => {
    await store.bodies.close();
    await test.close();
  });

  function smallSegments({ environment, clock }: Store) {
    const options = { segmentOctets: 32 * 1024, largeOctets: 300 * 1024, cacheOctets: 0 };
    return openBodies(environment, clock, async () => "segments", options);
  }

  async function deliver(count: number, more: { octets?: number; importedId?: string; to?: typeof ann } = {}) {
    const deliverer = new Deliverer(store);
    const recipient = more.to ?? ann;
    for (let index = 0; index < count; index += 1) {
      const content = randomBytes(more.octets ?? 3000);
      const message: WireMessage = {
        octets: content.length,
        headerOctets: 100,
        hasDotLines: true,
        pieces: () => [content],
        discard: async () => {},
      };
      const { importedId } = more;
      const { uniqueId } = await deliverer.deliver({ recipient, prefix: new Uint8Array(), message, importedId });
      contents.set(uniqueId, content);
    }
  }

  const rows = (of: Store = store, { accountId } = ann) =>
    of.db.message.findMany({ where: { accountId }, orderBy: { sequence: "asc" } });
  type Row = Awaited<ReturnType<typeof rows>>[number];
  const nameOf = (row: Row) =>
    row.importedId ?? uniqueIdOf({ epoch: row.uniqueEpoch, number: Number(row.uniqueNumber) });
  /** Sequences may begin anew, in the same order. */
  const withoutPlace = ({ sequence: _, ...row }: Row) => ({ ...row, bodyPlace: "" });
  const segmentOf = (place: string) => place.split("/")[1] ?? "";
  const fileOf = (place: string) => join(store.environment.dataDirectory, "segments", `${segmentOf(place)}.seg`);

  /** As a session does it; gives the unique-ids that are left. */
  async function remove(isWanted: (index: number) => boolean, who = ann): Promise<string[]> {
    const backend = new DatabaseBackend(store, "worker");
    const maildrop = await backend.openMaildrop(who, "s1");
    if ("refused" in maildrop) throw new Error(maildrop.text);
    const indexes = Array.from({ length: maildrop.count }, (_, index) => index);
    const left = indexes.filter((index) => !isWanted(index)).map((index) => maildrop.uniqueId(index));
    expect(await maildrop.removeMarked(Uint32Array.from(indexes.filter(isWanted)))).toBeNull();
    await maildrop.release();
    await backend.close();
    await finishRemovals(store);
    return left;
  }

  async function expectAllReadable(of: Store = store): Promise<void> {
    for (const who of [ann, bob]) {
      for (const row of await rows(of, who)) {
        const body = await readBody(of.bodies.open(row.bodyPlace, row.octets));
        expect(body.equals(contents.get(nameOf(row)) ?? Buffer.alloc(0))).toBe(true);
      }
    }
  }

  async function check(options: { repair?: boolean; readsBodies?: boolean } = {}) {
    const found: Finding[] = [];
    const onFinding = (finding: Finding) => found.push(finding);
    await checkStore(store, { repair: false, actor: tester, graceMs: 0, onFinding, ...options });
    return found;
  }

  /** What deliver-too-much.ts says, line by line; `before`: what the shell does first. */
  async function deliverElsewhere(before = "true"): Promise<string[]> {
    const program = join(import.meta.dirname, "deliver-too-much.ts");
    const child = spawn("bash", ["-c", `${before}; exec "$0" --import tsx "$1"`, process.execPath, program], {
      env: { ...process.env, ...test.variables },
      stdio: ["ignore", "pipe", "inherit"],
    });
    let text = "";
    child.stdout.on("data", (data) => {
      text += data;
    });
    const [code] = await once(child, "close");
    expect(code).toBe(0);
    return text.trim().split("\n");
  }

  it("gives back the room of what is removed, and moves what lives", async () => {
    await deliver(40);
    const before = await readSegmentUsage(store);
    await remove((index) => index % 4 !== 0);
    expect((await readSegmentUsage(store)).reduce((sum, { deadOctets }) => sum + deadOctets, 0)).toBeGreaterThan(
      90_000,
    );
    const places = (await rows()).map(({ bodyPlace }) => bodyPlace);
    const { segments, octets } = await reclaimSegments(store, now);
    expect(segments).toBeGreaterThanOrEqual(before.length - 1); // all but the one that is still appended to
    expect(octets).toBeGreaterThan(60_000);
    expect((await rows()).map(({ bodyPlace }) => bodyPlace)).not.toEqual(places);
    await expectAllReadable();
    expect(await check()).toEqual([]);
    expect(await reclaimSegments(store, now)).toEqual({ segments: 0, octets: 0 });
  });

  it("serves whoever reads while room is reclaimed: bodies under way, and places from before", async () => {
    await deliver(1, { octets: 290_000 });
    await deliver(30);
    const backend = new DatabaseBackend(store, "worker");
    const left = await remove((index) => index % 3 === 1);
    const maildrop = await backend.openMaildrop(ann, "reader");
    if ("refused" in maildrop) throw new Error(maildrop.text);
    const large = await maildrop.openBody(0, maildrop.octets(0));
    if ("refused" in large) throw new Error(large.text);
    const first = await large.read();
    await maildrop.openBody(1, 10); // by now all places are known
    await store.bodies.segments.bury([(await rows())[0]?.bodyPlace ?? ""]); // makes its segment worth reclaiming
    await store.db.message.delete({ where: { accountId_sequence: { accountId: ann.accountId, sequence: 1 } } });
    expect((await reclaimSegments(store, { ...now, deadShare: 0.2 })).segments).toBeGreaterThan(2);
    const rest = await readBody(large);
    expect(Buffer.concat([first ?? Buffer.alloc(0), rest]).equals(contents.get(left[0] ?? "") ?? Buffer.alloc(0))).toBe(
      true,
    );
    store.bodies.segments.forgetFiles();
    for (let index = 1; index < maildrop.count; index += 1) {
      const body = await maildrop.openBody(index, maildrop.octets(index));
      if ("refused" in body) throw new Error(body.text);
      expect((await readBody(body)).equals(contents.get(maildrop.uniqueId(index)) ?? Buffer.alloc(0))).toBe(true);
    }
    await maildrop.release();
    await backend.close();
    expect(await store.db.bodyDamage.count()).toBe(0);
  });

  it("takes up a reclaim that was broken off after the copy, whatever was removed since", async () => {
    await deliver(20);
    const { directory } = store.bodies.segments;
    const source = segmentOf((await rows())[0]?.bodyPlace ?? "");
    const inSource = (await rows()).filter(({ bodyPlace }) => segmentOf(bodyPlace) === source).length;
    expect(inSource).toBeGreaterThan(5);
    const name = await store.bodies.segments.nextName();
    await copyRecords({ directory, sources: [source], name, isWanted: () => true, pause: async () => {} });
    expect(await check()).toEqual([]);
    const left = await remove((index) => index < 3);
    await reclaimSegments(store, { ...now, deadShare: 2 });
    expect((await readSegmentUsage(store)).find((each) => each.name === source)).toBeUndefined();
    expect((await rows()).map(nameOf)).toEqual(left);
    expect((await rows()).filter(({ bodyPlace }) => segmentOf(bodyPlace) === name)).toHaveLength(inSource - 3);
    await expectAllReadable();
    expect(await check()).toEqual([]); // and the copies of what was removed are dead
  });

  it("takes no copy for alive whose removal was committed before it was moved, and whose row goes in the last moment", async () => {
    await deliver(40);
    await remove((index) => index % 2 === 0);
    const [first, second, ...others] = await rows();
    if (!first || !second) throw new Error("there is no mail");
    const leaving = [first, second];
    // Committed, and whoever takes the rows away has read the places of before.
    await store.db.removal.create({
      data: {
        accountId: ann.accountId,
        cause: "session",
        sequences: packSequences(Uint32Array.from(leaving.map(({ sequence }) => sequence))),
        messageCount: 2,
        octets: 6000,
      },
    });
    await store.bodies.bury([first.bodyPlace]); // of one it has said so already
    expect((await reclaimSegments(store, now)).segments).toBeGreaterThan(0);
    const moved = (await rows()).slice(0, 2);
    expect(moved.map(({ bodyPlace }) => bodyPlace)).not.toContain(first.bodyPlace);
    expect(moved.map(({ bodyPlace }) => bodyPlace)).not.toContain(second.bodyPlace);
    // Its last act: a database server does it even after its death.
    await store.db.message.deleteMany({ where: { sequence: { in: leaving.map(({ sequence }) => sequence) } } });
    await finishRemovals(store);
    expect((await check()).filter(({ kind }) => kind !== "counters-off")).toEqual([]);
    expect((await rows()).map(nameOf)).toEqual(others.map(nameOf));
  });

  it.each(["live mail", "recoverable mail"])(
    "takes no copy for alive of the %s of an account that goes, however late it was moved",
    async (kind) => {
      await deliver(30);
      await deliver(10, { to: bob });
      await remove((index) => index % 3 === 0);
      if (kind === "recoverable mail") {
        await store.db.retentionRule.create({ data: { scope: "server", onDele: "keep", recoverableDays: 30 } });
      }
      await remove((index) => index % 2 === 0);
      const kept = await store.db.removedMessage.count();
      expect(kept).toBe(kind === "recoverable mail" ? 10 : 0);
      await store.db.account.update({
        where: { id: ann.accountId },
        data: { deletedAt: new Date(), isPurged: true },
      });
      // Between the reading of each page and what is said of its places.
      const bury = store.bodies.bury.bind(store.bodies);
      let movedCount = 0;
      store.bodies.bury = async (places) => {
        store.bodies.bury = bury;
        movedCount += (await reclaimSegments(store, { ...now, deadShare: 0.01 })).segments;
        await bury(places);
      };
      expect(await purgeDeletedAccounts(store)).toBe(1);
      expect(movedCount).toBeGreaterThan(0);
      const left: string[] = [];
      for await (const { accountId, place } of store.bodies.list()) if (accountId === ann.accountId) left.push(place);
      expect(left).toEqual([]);
      expect(await check()).toEqual([]);
      await expectAllReadable();
    },
  );

  it("leaves alone what a delivery may be about to commit, and never drops what nobody removed", async () => {
    const message = {
      octets: 9,
      headerOctets: 0,
      hasDotLines: false,
      pieces: () => [Buffer.from("uncommitt")],
      discard: async () => {},
    };
    const body = {
      ...ann,
      uniqueId: "zzzzzz1",
      importedId: null,
      arrivedAt: new Date(),
      prefix: new Uint8Array(),
      message,
    };
    const [place = ""] = await store.bodies.append([body]);
    await deliver(12);
    await remove(() => true);
    await reclaimSegments(store, { ...now, graceMs: 60_000 });
    expect(await store.bodies.verify(place, 9)).toBeNull();
    const later = { ...store, bodies: smallSegments(store) };
    await reclaimSegments(later, now);
    await later.bodies.close();
    expect(await check()).toMatchObject([{ kind: "orphan-body", octets: 9 }]);
    expect(await check({ repair: true })).toMatchObject([{ isRepaired: true }]);
    expect(await readdir(join(store.environment.dataDirectory, "orphans"))).toHaveLength(1);
    expect(await check()).toEqual([]);
  });

  it("does not touch a segment that is damaged where a message lies", async () => {
    await deliver(12);
    const [first] = await rows();
    await remove((index) => index > 2 && index < 9);
    await loseBody(store, first?.bodyPlace ?? "");
    await reclaimSegments(store, now);
    expect((await stat(fileOf(first?.bodyPlace ?? ""))).size).toBeGreaterThan(0);
    expect(await check()).toMatchObject([{ kind: "body-missing", place: first?.bodyPlace }]);
  });

  it("does not copy again and again what rows of an older database still know", async () => {
    await deliver(30);
    await store.bodies.bury((await rows()).map(({ bodyPlace }) => bodyPlace));
    const before = await readSegmentUsage(store);
    for (let count = 0; count < 2; count += 1) {
      expect(await reclaimSegments(store, now)).toEqual({ segments: 0, octets: 0 });
    }
    expect((await readSegmentUsage(store)).map(({ name }) => name)).toEqual(before.map(({ name }) => name));
    await expectAllReadable();
  });

  it("puts many small segments together, and cuts what a killed process had filled ahead", async () => {
    for (let count = 0; count < 10; count += 1) {
      await deliver(1);
      await store.bodies.close(); // as a command does that delivers one message
    }
    expect(await readSegmentUsage(store)).toHaveLength(10);
    expect((await reclaimSegments(store, { ...now, smallOctets: 16_000 })).segments).toBe(10);
    expect(await readSegmentUsage(store)).toHaveLength(1);
    await expectAllReadable();
  });

  it("finds by reading what a disk has changed, tells of it once, and forgets it when it is well again", async () => {
    await deliver(3);
    const [, second] = await rows();
    const place = second?.bodyPlace ?? "";
    const flip = async () => {
      const file = await open(fileOf(place), "r+");
      const at = Number.parseInt(place.split("/")[2] ?? "", 36) + 500;
      const octet = Buffer.alloc(1);
      await file.read(octet, 0, 1, at);
      await file.write(Buffer.of((octet[0] ?? 0) ^ 1), 0, 1, at);
      await file.close();
    };
    await flip();
    expect(await check()).toEqual([]);
    for (let count = 0; count < 2; count += 1) {
      expect(await check({ readsBodies: true })).toMatchObject([
        { kind: "body-damaged", problem: expect.stringContaining("checksum"), place },
      ]);
    }
    expect(await store.db.bodyDamage.findMany()).toMatchObject([{ sequence: second?.sequence, place }]);
    await flip();
    expect(await check({ readsBodies: true })).toEqual([]);
    expect(await store.db.bodyDamage.count()).toBe(0);
    await flip();
    expect(await scrubSegment(store)).toBeNull(); // it may still be appended to
    await store.bodies.close();
    expect(await scrubSegment(store)).toBe(segmentOf(place));
    expect(await store.db.bodyDamage.findMany()).toMatchObject([{ sequence: second?.sequence, place }]);
  });

  it("makes a lost index anew: the same unique-ids in the same order, and nothing that was removed", async () => {
    await deliver(10);
    await deliver(1, { importedId: "0000000a4f2c1b00" });
    await deliver(5, { to: bob });
    await deliver(1, { octets: 310_000 });
    await deliver(6);
    const left = await remove((index) => index % 3 === 0);
    await reclaimSegments(store, now);
    const before = (await rows()).map(({ sequence, changed, ...row }: Row & { changed?: unknown }) => ({
      ...row,
      bodyPlace: "",
    }));
    const other = await freshData(engine);
    const environment = { ...other.environment, dataDirectory: store.environment.dataDirectory };
    const lost = await openStore(environment);
    try {
      const { storeEpoch: epoch } = await lost.db.control.findUniqueOrThrow({ where: { id: 1 } });
      const report = await rebuildIndex(lost, { actor: tester });
      expect(report).toMatchObject({ restored: left.length + 5, known: 0, homeless: [], damaged: [] });
      expect(report.accounts.toSorted()).toEqual([ann.address, bob.address]);
      const after = await rows(lost);
      expect(after.map(nameOf)).toEqual(left);
      expect(after.map(withoutPlace)).toEqual(before);
      await expectAllReadable(lost);
      const control = await lost.db.control.findUniqueOrThrow({ where: { id: 1 } });
      expect(control.storeEpoch).not.toBe(epoch);
      const counters = await lost.db.account.findUniqueOrThrow({ where: { id: ann.accountId } });
      expect(counters).toMatchObject({
        messageCount: left.length,
        nextSequence: left.length + 1,
        address: ann.address,
      });
      const again = await rebuildIndex(lost, { actor: tester });
      expect(again).toMatchObject({ restored: 0, known: left.length + 5, accounts: [] });
      // The next account must not get a number that was given by hand.
      await givenAccount(lost, "new@example.org");
    } finally {
      await closeStore(lost);
      await other.remove();
    }
  });

  it("says of bodies whose account is somebody else's by now that they stay without one", async () => {
    await deliver(2);
    const other = await freshData(engine);
    const lost = await openStore({ ...other.environment, dataDirectory: store.environment.dataDirectory });
    try {
      await givenAccount(lost, "mallory@example.org"); // the same number as ann had
      const report = await rebuildIndex(lost, { actor: tester });
      expect(report).toMatchObject({
        restored: 0,
        homeless: [{ accountId: ann.accountId, address: ann.address, messages: 2 }],
      });
      expect(await lost.db.message.count()).toBe(0);
    } finally {
      await closeStore(lost);
      await other.remove();
    }
  });

  it("adds to an older database what came since", async () => {
    await deliver(3);
    const names = (await rows()).map(nameOf);
    await store.db.message.deleteMany({ where: { sequence: { gt: 1 } } });
    await store.db.account.update({
      where: { id: ann.accountId },
      data: { nextSequence: 2, messageCount: 1, octets: 3000n },
    });
    expect(await rebuildIndex(store, { actor: tester })).toMatchObject({ restored: 2, known: 1, accounts: [] });
    expect((await rows()).map(nameOf)).toEqual(names);
    expect(await check()).toEqual([]);
  });

  it("converts what is there to files and back, also when it is broken off in between", async () => {
    await deliver(70);
    await deliver(1, { octets: 310_000 });
    const names = (await rows()).map(nameOf);
    const stop = new AbortController();
    const first = await convertBodies(store, {
      to: "files",
      actor: tester,
      signal: stop.signal,
      onProgress: () => stop.abort(),
    });
    expect(first).toEqual({ converted: 64, unreadable: 0, isCancelled: true });
    await expectAllReadable();
    await expect(
      Promise.all([
        convertBodies(store, { to: "files", actor: tester }),
        convertBodies(store, { to: "files", actor: tester }),
      ]),
    ).rejects.toMatchObject({ code: "in-use" });
    await convertBodies(store, { to: "files", actor: tester }).catch(() => {});
    await expect
      .poll(async () => (await rows()).filter(({ bodyPlace }) => bodyPlace.startsWith("seg/")).length)
      .toBe(0);
    await expectAllReadable();
    expect(await check()).toEqual([]);
    expect(await convertBodies(store, { to: "segments", actor: tester })).toMatchObject({ converted: 71 });
    await expectAllReadable();
    expect(await check()).toEqual([]);
    expect((await rows()).map(nameOf)).toEqual(names);
    await rm(join(store.environment.dataDirectory, "bodies"), { recursive: true });
    expect(await check({ readsBodies: true })).toEqual([]);
  });

  it("keeps apart what two processes append at the same time", async () => {
    const stored = (await Promise.all([deliverElsewhere(), deliverElsewhere()])).flat();
    expect(stored).toHaveLength(2 * 62);
    const found: string[] = [];
    for (const row of await rows()) {
      const body = await readBody(store.bodies.open(row.bodyPlace, row.octets));
      found.push(`stored ${createHash("sha256").update(body).digest("hex")}`);
    }
    expect(found.sort()).toEqual(stored.sort());
    expect(await check({ readsBodies: true })).toEqual([]);
  });

  it("keeps what it has acknowledged, and takes what fits, where files may not grow any more", async () => {
    const lines = await deliverElsewhere("ulimit -f 3000");
    expect(lines.filter((line) => line.startsWith("refused"))).toEqual(
      Array.from({ length: 2 }, () => expect.stringMatching(/^refused storage .*limit of the system user/)),
    );
    const stored = lines.filter((line) => line.startsWith("stored"));
    expect(stored.length).toBe(60);
    const found = (await rows()).map((row) => row);
    expect(found).toHaveLength(60);
    for (const [index, row] of found.entries()) {
      const body = await readBody(store.bodies.open(row.bodyPlace, row.octets));
      expect(stored[index]).toBe(`stored ${createHash("sha256").update(body).digest("hex")}`);
    }
    expect(await check()).toEqual([]);
  });
});
