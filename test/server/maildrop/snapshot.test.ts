import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Deliverer } from "#server/delivery/deliverer.ts";
import { finishRemovals } from "#server/maildrop/finish-removals.ts";
import { lockMaildrop } from "#server/maildrop/lock-maildrop.ts";
import { packSequences } from "#server/maildrop/packed-set.ts";
import { readSnapshot } from "#server/maildrop/read-snapshot.ts";
import { releaseMaildrop } from "#server/maildrop/release-maildrop.ts";
import { removeMarked } from "#server/maildrop/remove-marked.ts";
import type { Snapshot } from "#server/maildrop/snapshot.ts";
import { SnapshotCache } from "#server/maildrop/snapshot-cache.ts";
import { uniqueIdOf } from "#server/message/unique-id.ts";
import type { Store } from "#server/store.ts";
import { engines, freshStore, type TestStore } from "#test/support/databases.ts";
import { givenAccount, givenMessage } from "#test/support/mail.ts";

interface Listed {
  sequence: number;
  octets: number;
  headerOctets: number;
  hasDotLines: boolean;
  uniqueId: string;
}

function written(snapshot: Snapshot, index: number): string {
  const into = new Uint8Array(80);
  return Buffer.from(into.subarray(5, snapshot.writeUniqueId(index, into, 5))).toString("latin1");
}

function listOf(snapshot: Snapshot): Listed[] {
  for (let index = 0; index < snapshot.count; index += 1) {
    expect(written(snapshot, index)).toBe(snapshot.uniqueId(index));
  }
  return Array.from({ length: snapshot.count }, (_, index) => ({
    sequence: snapshot.sequence(index),
    octets: snapshot.octets(index),
    headerOctets: snapshot.headerOctets(index),
    hasDotLines: snapshot.hasDotLines(index),
    uniqueId: snapshot.uniqueId(index),
  }));
}

describe.each(engines)("a snapshot on %s", (engine) => {
  let test: TestStore;
  let store: Store;
  let deliverer: Deliverer;
  let ann: { accountId: number; address: string };

  beforeEach(async () => {
    test = await freshStore(engine);
    store = test.store;
    deliverer = new Deliverer(store);
    ann = await givenAccount(store);
  });

  afterEach(() => test.close());

  async function deliver(count: number, more: { importedId?: string } = {}): Promise<void> {
    const message = await givenMessage(store, "Subject: a\r\n\r\n.dot\r\n");
    const prefix = Buffer.alloc(0);
    await Promise.all(
      Array.from({ length: count }, () => deliverer.deliver({ recipient: ann, prefix, message, ...more })),
    );
  }

  /** Removes the messages at these indexes as a session would, rows and all unless `isPending`. */
  async function remove(snapshot: Snapshot, indexes: readonly number[], isPending = false) {
    const claim = { accountId: ann.accountId, sessionId: "s", incarnationId: "w" };
    await lockMaildrop(store, claim);
    const { version } = await removeMarked(store, {
      ...claim,
      version: snapshot.version,
      sequences: packSequences(indexes.map((index) => snapshot.sequence(index))),
      messageCount: indexes.length,
      octets: indexes.reduce((sum, index) => sum + snapshot.octets(index), 0),
    });
    await releaseMaildrop(store, claim);
    if (!isPending) await finishRemovals(store);
    return version;
  }

  /** What a first reader sees, straight from the rows. */
  async function truth(): Promise<Listed[]> {
    await finishRemovals(store);
    const rows = await store.db.message.findMany({ where: { accountId: ann.accountId }, orderBy: { sequence: "asc" } });
    return rows.map(({ sequence, octets, headerOctets, hasDotLines, importedId, uniqueEpoch, uniqueNumber }) => ({
      sequence,
      octets,
      headerOctets,
      hasDotLines,
      uniqueId: importedId ?? uniqueIdOf({ epoch: uniqueEpoch, number: Number(uniqueNumber) }),
    }));
  }

  it("lists what is in the maildrop", async () => {
    await deliver(3);
    await deliver(1, { importedId: "0000002a4f3b2c1d" });
    await deliver(1);
    const snapshot = await readSnapshot(store, ann.accountId, null);
    const listed = listOf(snapshot);
    expect(listed).toEqual(await truth());
    expect(listed.map(({ uniqueId }) => uniqueId === "0000002a4f3b2c1d")).toEqual([false, false, false, true, false]);
    expect(() => snapshot.octets(5)).toThrow(RangeError);
  });

  it("of an empty maildrop is empty", async () => {
    expect((await readSnapshot(store, ann.accountId, null)).count).toBe(0);
  });

  it("of an account that is no more is refused", async () => {
    await expect(readSnapshot(store, 9999, null)).rejects.toMatchObject({ code: "not-found" });
  });

  it("is the same one while nothing changes", async () => {
    await deliver(2);
    const snapshot = await readSnapshot(store, ann.accountId, null);
    expect(await readSnapshot(store, ann.accountId, snapshot)).toBe(snapshot);
  });

  it("honours a removal whose rows are still there", async () => {
    await deliver(5);
    const before = await readSnapshot(store, ann.accountId, null);
    await remove(before, [1, 3], true);
    expect(await store.db.message.count()).toBe(5);
    const after = await readSnapshot(store, ann.accountId, null);
    expect(listOf(after).map(({ sequence }) => sequence)).toEqual([1, 3, 5]);
    expect(await readSnapshot(store, ann.accountId, before)).toEqual(after);
    await finishRemovals(store);
    expect(await store.db.message.count()).toBe(3);
    expect(await readSnapshot(store, ann.accountId, after)).toBe(after);
  });

  it("reads only what has come since, where only deliveries did", async () => {
    await deliver(4);
    const known = await readSnapshot(store, ann.accountId, null);
    await deliver(3, {});
    // Were these rows read again, the snapshot would show it.
    await store.db.message.updateMany({ where: { sequence: { lte: 4 } }, data: { octets: 1 } });
    const grown = await readSnapshot(store, ann.accountId, known);
    expect(listOf(grown).map(({ octets }) => octets === 1)).toEqual(Array(7).fill(false));
    expect(listOf(grown).slice(4)).toEqual((await truth()).slice(4));
  });

  it("that grew stays what it was, also where it grows a second time and another way", async () => {
    await deliver(9);
    await deliver(1, { importedId: "from-elsewhere" });
    const first = await readSnapshot(store, ann.accountId, null);
    const before = listOf(first);
    await deliver(1);
    const second = await readSnapshot(store, ann.accountId, first);
    const grown = listOf(second);
    await deliver(1, { importedId: "another" });
    const known = [await readSnapshot(store, ann.accountId, second), await readSnapshot(store, ann.accountId, first)];
    await deliver(2);
    for (const one of [...known, first, second]) {
      expect(listOf(await readSnapshot(store, ann.accountId, one))).toEqual(await truth());
    }
    expect(listOf(first)).toEqual(before);
    expect(listOf(second)).toEqual(grown);
  });

  it("reads all again where as many were removed as came", async () => {
    await deliver(4);
    const known = await readSnapshot(store, ann.accountId, null);
    await remove(known, [0, 2]);
    await deliver(2);
    expect(listOf(await readSnapshot(store, ann.accountId, known))).toEqual(await truth());
  });

  it("reads all again after any change that is no delivery", async () => {
    await deliver(2);
    const known = await readSnapshot(store, ann.accountId, null);
    await store.db.message.updateMany({ data: { octets: 7 } });
    await store.db.account.update({ where: { id: ann.accountId }, data: { changeSeq: { increment: 1 } } });
    await deliver(1);
    expect(listOf(await readSnapshot(store, ann.accountId, known))).toEqual(await truth());
  });

  it("is always the truth, whatever happened between two looks", async () => {
    const step = fc.record({
      arrive: fc.nat({ max: 3 }),
      arriveImported: fc.boolean(),
      removeEvery: fc.constantFrom(0, 0, 1, 2, 3),
      isPending: fc.boolean(),
      isOwnRemoval: fc.boolean(),
      look: fc.boolean(),
      restart: fc.constantFrom("no", "no", "stops", "is killed"),
    });
    let imported = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 2, maxLength: 6 }), async (steps) => {
        // Listings are put away however small they are.
        const started = () => new SnapshotCache(store, { leastMessages: 1 });
        let cache = started();
        for (const { arrive, arriveImported, removeEvery, isPending, isOwnRemoval, look, restart } of steps) {
          if (restart === "stops") await cache.close();
          if (restart !== "no") cache = started();
          if (arriveImported) await deliver(1, { importedId: `imported-${imported++}` });
          await deliver(arrive);
          if (removeEvery > 0) {
            const current = isOwnRemoval
              ? await cache.open(ann.accountId)
              : await readSnapshot(store, ann.accountId, null);
            const indexes = Array.from({ length: current.count }, (_, index) => index).filter(
              (index) => index % removeEvery === 0,
            );
            const version = await remove(current, indexes, isPending);
            if (isOwnRemoval) cache.removed(ann.accountId, current, Uint32Array.from(indexes), version);
          }
          if (!look) continue;
          const snapshot = await cache.open(ann.accountId);
          expect(listOf(snapshot)).toEqual(await truth());
        }
      }),
      { numRuns: 15 },
    );
  });

  it("is true while deliveries and UPDATEs go on beside it", async () => {
    await deliver(50);
    let isDone = false;
    const writing = (async () => {
      for (let round = 0; round < 15; round += 1) {
        await deliver(3);
        const current = await readSnapshot(store, ann.accountId, null);
        await remove(current, [0, 1], round % 2 === 0);
      }
      isDone = true;
    })();
    let known: Snapshot | null = null;
    while (!isDone) {
      known = await readSnapshot(store, ann.accountId, known);
      const sequences = listOf(known).map(({ sequence }) => sequence);
      expect(sequences).toEqual([...sequences].sort((a, b) => a - b));
      // Three come and the two oldest go: whatever the instant, what is there is one unbroken run.
      expect((sequences.at(-1) ?? 0) - (sequences[0] ?? 0)).toBe(sequences.length - 1);
      await new Promise(setImmediate);
    }
    await writing;
    expect(listOf(await readSnapshot(store, ann.accountId, known))).toEqual(await truth());
  });
});

describe("the snapshots kept", () => {
  let test: TestStore;

  beforeEach(async () => {
    test = await freshStore("sqlite");
  });

  afterEach(() => test.close());

  it("stay within their limit, those used longest ago dropped first", async () => {
    const { store } = test;
    const accounts: number[] = [];
    for (const name of ["a", "b", "c"]) accounts.push((await givenAccount(store, `${name}@example.org`)).accountId);
    const one = await readSnapshot(store, accounts[0] ?? 0, null);
    const cache = new SnapshotCache(store, { limitOctets: one.memoryOctets * 2 });
    const [a, b, c] = accounts as [number, number, number];
    const first = await cache.open(a);
    const second = await cache.open(b);
    expect(await cache.open(a)).toBe(first);
    await cache.open(c);
    expect(cache.octets).toBe(one.memoryOctets * 2);
    expect(await cache.open(a)).toBe(first);
    expect(await cache.open(b)).not.toBe(second);
  });
});
