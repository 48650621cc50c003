import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Deliverer } from "#server/delivery/deliverer.ts";
import { finishRemovals } from "#server/maildrop/finish-removals.ts";
import { lockMaildrop } from "#server/maildrop/lock-maildrop.ts";
import { packSequences } from "#server/maildrop/packed-set.ts";
import { removeMarked } from "#server/maildrop/remove-marked.ts";
import type { Snapshot } from "#server/maildrop/snapshot.ts";
import { SnapshotCache } from "#server/maildrop/snapshot-cache.ts";
import { StoredSnapshots } from "#server/maildrop/stored-snapshots.ts";
import type { Store } from "#server/store.ts";
import { engines, freshStore, type TestStore } from "#test/support/databases.ts";
import { HandClock } from "#test/support/hand-clock.ts";
import { givenAccount, givenMessage } from "#test/support/mail.ts";

const leastMessages = 3;

describe.each(engines)("a large maildrop's listing, put away, on %s", (engine) => {
  let test: TestStore;
  let store: Store;
  let ann: { accountId: number; address: string };
  let deliver: (count: number) => Promise<unknown>;

  beforeEach(async () => {
    test = await freshStore(engine);
    store = test.store;
    ann = await givenAccount(store);
    const deliverer = new Deliverer(store);
    const message = await givenMessage(store);
    const one = () => deliverer.deliver({ recipient: ann, prefix: Buffer.alloc(0), message });
    deliver = (count) => Promise.all(Array.from({ length: count }, one));
  });

  afterEach(() => test.close());

  /** A daemon's run: opens the maildrop, and stops as it should unless it is killed. */
  async function run(end: "stops" | "is killed" = "stops"): Promise<Snapshot> {
    const cache = new SnapshotCache(store, { leastMessages });
    const snapshot = await cache.open(ann.accountId);
    if (end === "stops") await cache.close();
    return snapshot;
  }

  const octetsOf = (snapshot: Snapshot) =>
    Array.from({ length: snapshot.count }, (_, index) => [snapshot.sequence(index), snapshot.octets(index)]);

  async function truth() {
    await finishRemovals(store);
    const rows = await store.db.message.findMany({ where: { accountId: ann.accountId }, orderBy: { sequence: "asc" } });
    return rows.map(({ sequence, octets }) => [sequence, octets]);
  }

  async function remove(snapshot: Snapshot, indexes: readonly number[]): Promise<void> {
    const claim = { accountId: ann.accountId, sessionId: "s", incarnationId: "w" };
    await lockMaildrop(store, claim, null);
    await removeMarked(store, {
      ...claim,
      version: snapshot.version,
      sequences: packSequences(indexes.map((index) => snapshot.sequence(index))),
      messageCount: indexes.length,
      octets: indexes.reduce((sum, index) => sum + snapshot.octets(index), 0),
    });
  }

  /** What no rows say: whoever gives it has not read them. */
  const alterRows = () => store.db.message.updateMany({ data: { octets: 7 } });
  const storedVersion = async () =>
    (await store.db.maildropSnapshot.findMany()).map(({ changeSeq, nextSequence }) => [changeSeq, nextSequence]);

  it("is what the first session after a start is shown, without its rows being read", async () => {
    await deliver(4);
    const before = await run();
    await alterRows();
    expect(octetsOf(await run("is killed"))).toEqual(octetsOf(before));
  });

  it("is not there after a kill, and nothing is lost", async () => {
    await deliver(4);
    await run("is killed");
    expect(await storedVersion()).toEqual([]);
    expect(octetsOf(await run())).toEqual(await truth());
  });

  it("is completed by what has been delivered since, and not written anew for a few", async () => {
    await deliver(4);
    const before = octetsOf(await run());
    await alterRows();
    await deliver(2);
    const after = await run();
    expect(octetsOf(after).slice(0, 4)).toEqual(before);
    expect(octetsOf(after).slice(4)).toEqual((await truth()).slice(4));
    expect(await storedVersion()).toEqual([[4, 5]]);
  });

  it("is of no use once something was removed, and written anew", async () => {
    await deliver(6);
    await remove(await run(), [0, 5]);
    await deliver(1);
    expect(octetsOf(await run())).toEqual(await truth());
    expect(await storedVersion()).toEqual([[8, 8]]);
  });

  it("brings nothing back when all was removed", async () => {
    await deliver(4);
    await remove(await run(), [0, 1, 2, 3]);
    expect((await run()).count).toBe(0);
    await deliver(4);
    expect(octetsOf(await run())).toEqual(await truth());
  });

  it("is ignored where it is damaged, and written anew", async () => {
    await deliver(4);
    await run();
    const { packed } = await store.db.maildropSnapshot.findFirstOrThrow();
    const damaged = packed.slice();
    damaged[40] = (damaged[40] ?? 0) ^ 1;
    await store.db.maildropSnapshot.updateMany({ data: { packed: damaged } });
    expect(octetsOf(await run())).toEqual(await truth());
    expect(Buffer.from((await store.db.maildropSnapshot.findFirstOrThrow()).packed)).toEqual(Buffer.from(packed));
  });

  it("is never written over by an older one", async () => {
    await deliver(4);
    const slow = new SnapshotCache(store, { leastMessages });
    await slow.open(ann.accountId);
    await deliver(1);
    await run();
    await slow.close();
    expect(await storedVersion()).toEqual([[5, 6]]);
  });

  it("is not kept of a small maildrop, nor of an account that is gone", async () => {
    await deliver(2);
    await run();
    expect(await storedVersion()).toEqual([]);
    await deliver(1);
    const cache = new SnapshotCache(store, { leastMessages });
    await cache.open(ann.accountId);
    await store.db.message.deleteMany();
    await store.db.account.deleteMany();
    await cache.close();
    expect(await storedVersion()).toEqual([]);
  });

  it("is written when nobody has used the maildrop for five seconds, and at most every ten minutes", async () => {
    await deliver(4);
    const clock = new HandClock();
    const cache = new SnapshotCache(store);
    let kept = await cache.open(ann.accountId);
    const stored = new StoredSnapshots({ ...store, clock }, () => kept, { leastMessages });
    const usedThenIdle = async (...ms: number[]) => {
      for (const passed of ms) {
        stored.note(ann.accountId);
        clock.pass(passed);
        await stored.writeIdle();
      }
    };
    await usedThenIdle(4_000, 4_999);
    expect(await storedVersion()).toEqual([]);
    await usedThenIdle(5_000);
    expect(await storedVersion()).toEqual([[4, 5]]);
    await remove(kept, [0]);
    kept = await cache.open(ann.accountId);
    await usedThenIdle(5_000, 590_000);
    expect(await storedVersion()).toEqual([[4, 5]]);
    await usedThenIdle(5_000);
    expect(await storedVersion()).toEqual([[5, 5]]);
    await stored.close();
  });
});
