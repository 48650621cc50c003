import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Deliverer } from "#server/delivery/deliverer.ts";
import { finishRemovals, takeAway } from "#server/maildrop/finish-removals.ts";
import { lockMaildrop } from "#server/maildrop/lock-maildrop.ts";
import { packSequences, sequencesOf } from "#server/maildrop/packed-set.ts";
import { readSnapshot } from "#server/maildrop/read-snapshot.ts";
import { removeMarked } from "#server/maildrop/remove-marked.ts";
import type { Update } from "#server/maildrop/update-statements.ts";
import { closeStore, openStore, type Store } from "#server/store.ts";
import { engines, freshStore, type TestStore } from "#test/support/databases.ts";
import { givenAccount, givenMessage } from "#test/support/mail.ts";

describe.each(engines)("the UPDATE on %s", (engine) => {
  let test: TestStore;
  let store: Store;
  let accountId: number;
  let deliver: (count: number) => Promise<void>;

  beforeEach(async () => {
    test = await freshStore(engine);
    store = test.store;
    const recipient = await givenAccount(store);
    accountId = recipient.accountId;
    const deliverer = new Deliverer(store);
    deliver = async (count) => {
      const message = await givenMessage(store);
      const deliveries = Array.from({ length: count }, () =>
        deliverer.deliver({ recipient, prefix: Buffer.alloc(0), message }),
      );
      await Promise.all(deliveries);
    };
  });

  afterEach(() => test.close());

  const account = () => store.db.account.findUniqueOrThrow({ where: { id: accountId } });
  const lock = (sessionId: string) => lockMaildrop(store, { accountId, sessionId, incarnationId: "w" });

  async function updateOf(sessionId: string, sequences: readonly number[]): Promise<Update> {
    const { version, octets } = await readSnapshot(store, accountId, null).then((snapshot) => ({
      version: snapshot.version,
      octets: sequences.length * snapshot.octets(0),
    }));
    const messageCount = sequences.length;
    return { accountId, sessionId, version, sequences: packSequences(sequences), messageCount, octets };
  }

  async function bodies(): Promise<number> {
    let count = 0;
    for await (const _ of store.bodies.list()) count += 1;
    return count;
  }

  it("is one record that says who removed what; rows and bodies follow", async () => {
    await deliver(10);
    const { octets } = await account();
    await lock("s1");
    const update = await updateOf("s1", [2, 3, 4, 9]);
    const { version } = await removeMarked(store, update);
    expect(version).toEqual({ changeSeq: 11, nextSequence: 11 });
    expect(await account()).toMatchObject({ messageCount: 6, octets: (octets / 10n) * 6n, changeSeq: 11 });
    const [removal] = await store.db.removal.findMany();
    expect(removal).toMatchObject({ accountId, sessionId: "s1", cause: "session", messageCount: 4, finishedAt: null });
    expect([...sequencesOf(removal?.sequences ?? new Uint8Array())]).toEqual([2, 3, 4, 9]);
    expect(await store.db.message.count()).toBe(10);

    expect(await finishRemovals(store)).toBe(4);
    const left = await store.db.message.findMany({ orderBy: { sequence: "asc" } });
    expect(left.map(({ sequence }) => sequence)).toEqual([1, 5, 6, 7, 8, 10]);
    for (const { bodyPlace, octets: size } of left) expect(await store.bodies.measure(bodyPlace)).toBe(size);
    expect(await bodies()).toBe(6);
    expect((await store.db.removal.findMany())[0]?.finishedAt).toBeInstanceOf(Date);
    expect(await finishRemovals(store)).toBe(0);
  });

  it("that cannot be finished keeps no other waiting", async () => {
    await deliver(3);
    for (const [session, sequence] of [
      ["s1", 1],
      ["s2", 2],
    ] as const) {
      await lock(session);
      await removeMarked(store, await updateOf(session, [sequence]));
    }
    await store.db.message.updateMany({ where: { accountId, sequence: 1 }, data: { bodyPlace: "seg/nowhere" } });
    await expect(finishRemovals(store)).rejects.toThrow();
    const left = await store.db.message.findMany({ orderBy: { sequence: "asc" } });
    expect(left.map(({ sequence }) => sequence)).toEqual([1, 3]);
    const removals = await store.db.removal.findMany({ orderBy: { id: "asc" } });
    expect(removals.map(({ finishedAt }) => finishedAt !== null)).toEqual([false, true]);
  });

  it.each([
    ["was cleared", async () => store.db.maildropLock.deleteMany()],
    [
      "was cleared and taken by another session",
      async () => {
        await store.db.maildropLock.deleteMany();
        await lock("s2");
      },
    ],
  ])("of a session whose lock %s removes nothing", async (_name, clear) => {
    await deliver(3);
    await lock("s1");
    const update = await updateOf("s1", [1, 2]);
    const before = await account();
    await clear();
    await expect(removeMarked(store, update)).rejects.toMatchObject({ code: "lock-lost" });
    expect(await account()).toEqual(before);
    expect(await store.db.removal.count()).toBe(0);
    await finishRemovals(store);
    expect(await store.db.message.count()).toBe(3);
  });

  it("and the clearing of its lock exclude each other, whichever comes first", async () => {
    await deliver(40);
    const other = await openStore(test.environment);
    for (let round = 1; round <= 40; round += 1) {
      await lock("s1");
      const update = await updateOf("s1", [round]);
      let clearedAt = 0;
      let tick = 0;
      const [outcome] = await Promise.allSettled([
        removeMarked(store, update).then(() => ++tick),
        other.db.maildropLock.deleteMany({ where: { accountId } }).then(() => {
          clearedAt = ++tick;
        }),
      ]);
      const removed = await store.db.removal.count({ where: { sessionId: "s1" } });
      if (outcome.status === "rejected") expect(outcome.reason).toMatchObject({ code: "lock-lost" });
      expect(removed).toBe(outcome.status === "fulfilled" ? 1 : 0);
      expect(clearedAt).toBeGreaterThan(0);
      // A session that comes after the clearing sees all that the UPDATE did, or nothing of it ever.
      const { count } = await readSnapshot(store, accountId, null);
      expect(count).toBe((await account()).messageCount);
      await store.db.removal.updateMany({ data: { sessionId: `round ${round}` } });
    }
    await closeStore(other);
  });

  it("beside deliveries counts both", async () => {
    await deliver(20);
    await lock("s1");
    const update = await updateOf("s1", [1, 2, 3, 4, 5]);
    const { octets } = await account();
    await Promise.all([deliver(10), removeMarked(store, update), deliver(10)]);
    expect(await account()).toMatchObject({ messageCount: 35, octets: (octets / 20n) * 35n, nextSequence: 41 });
    expect((await readSnapshot(store, accountId, null)).count).toBe(35);
  });

  it("removes nothing where something else than a delivery changed the maildrop meanwhile", async () => {
    await deliver(3);
    await lock("s1");
    const update = await updateOf("s1", [1, 2]);
    await store.db.account.update({ where: { id: accountId }, data: { changeSeq: { increment: 1 } } });
    await expect(removeMarked(store, update)).rejects.toMatchObject({
      code: "lock-lost",
      message: expect.stringContaining("changed this maildrop"),
    });
    expect(await account()).toMatchObject({ messageCount: 3 });
    expect(await store.db.removal.count()).toBe(0);
  });

  it("takes octets beyond 2^31 from the counter", async () => {
    await deliver(1);
    await lock("s1");
    await store.db.account.update({ where: { id: accountId }, data: { octets: 9_000_000_000n } });
    await removeMarked(store, { ...(await updateOf("s1", [1])), octets: 8_000_000_000 });
    expect((await account()).octets).toBe(1_000_000_000n);
  });

  it("is finished by several at once without harm, and after having been broken off", async () => {
    await deliver(50);
    await lock("s1");
    await removeMarked(
      store,
      await updateOf(
        "s1",
        [...Array(30).keys()].map((index) => index + 1),
      ),
    );
    // Broken off after some rows were gone.
    await store.db.message.deleteMany({ where: { sequence: { lte: 7 } } });
    const other = await openStore(test.environment);
    const taken = await Promise.all([finishRemovals(store), finishRemovals(other), finishRemovals(store)]);
    await closeStore(other);
    expect(taken.reduce((sum, one) => sum + one, 0)).toBe(23);
    expect(await store.db.message.count()).toBe(20);
    expect(await store.db.removal.count({ where: { finishedAt: null } })).toBe(0);
  });

  it("gives the lock back with its commit", async () => {
    await deliver(1);
    await lock("s1");
    await removeMarked(store, await updateOf("s1", [1]));
    expect(await store.db.maildropLock.count()).toBe(0);
  });

  it("that is being finished when the daemon stops leaves no row without its body, and is finished later", async () => {
    await deliver(250);
    await lock("s1");
    const sequences = [...Array(250).keys()].map((index) => index + 1);
    const { removalId: id } = await removeMarked(store, await updateOf("s1", sequences));
    const stop = new AbortController();
    const remove = store.bodies.remove.bind(store.bodies);
    vi.spyOn(store.bodies, "remove").mockImplementationOnce((places) => {
      stop.abort();
      return remove(places);
    });
    expect(
      await takeAway(store, [{ id, accountId, sequences: packSequences(sequences), purgeAfterAt: null }], stop.signal),
    ).toBe(200);
    const left = await store.db.message.findMany();
    expect(left).toHaveLength(50);
    for (const { bodyPlace, octets } of left) expect(await store.bodies.measure(bodyPlace)).toBe(octets);
    expect(await finishRemovals(store)).toBe(50);
    expect(await store.db.message.count()).toBe(0);
  });

  it("is left to its worker for a while, an administrator's act is not", async () => {
    await deliver(2);
    await lock("s1");
    await removeMarked(store, await updateOf("s1", [1]));
    const removal = { accountId, cause: "administrator", sequences: packSequences([2]), messageCount: 1, octets: 1 };
    await store.db.removal.create({ data: removal });
    const leftBehind = { olderThanMs: 60_000 };
    expect(await finishRemovals(store, leftBehind)).toBe(1);
    expect(await store.db.message.findMany({ select: { sequence: true } })).toEqual([{ sequence: 1 }]);
    await store.db.removal.updateMany({ data: { committedAt: new Date(Date.now() - 60_001) } });
    expect(await finishRemovals(store, leftBehind)).toBe(1);
  });

  it("of 5,000 messages is finished in pages, and only that account's when asked so", async () => {
    await deliver(5000);
    const bob = await givenAccount(store, "bob@example.org");
    await store.db.removal.create({
      data: {
        accountId: bob.accountId,
        cause: "administrator",
        sequences: packSequences([1]),
        messageCount: 1,
        octets: 1,
      },
    });
    await lock("s1");
    await removeMarked(
      store,
      await updateOf(
        "s1",
        [...Array(5000).keys()].map((index) => index + 1),
      ),
    );
    expect(await finishRemovals(store, { accountIds: [accountId] })).toBe(5000);
    expect(await bodies()).toBe(0);
    expect(await store.db.removal.count({ where: { finishedAt: null } })).toBe(1);
  });
});
