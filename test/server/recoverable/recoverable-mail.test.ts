import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { DatabaseBackend } from "#pop3d/backend/database-backend.ts";
import type { DatabaseMaildrop } from "#pop3d/backend/database-maildrop.ts";
import { openBodies } from "#server/body/bodies.ts";
import { convertBodies } from "#server/body/upkeep/convert-bodies.ts";
import { rebuildIndex } from "#server/body/upkeep/rebuild-index.ts";
import { reclaimSegments } from "#server/body/upkeep/reclaim-segments.ts";
import { Deliverer } from "#server/delivery/deliverer.ts";
import { checkStore } from "#server/maildrop/check-store.ts";
import { finishRemovals } from "#server/maildrop/finish-removals.ts";
import { sequencesOf } from "#server/maildrop/packed-set.ts";
import { unpackFacts } from "#server/maildrop/removal-facts.ts";
import { purgeExpired } from "#server/recoverable/purge-expired.ts";
import { purgeMessages, purgeOfAccount } from "#server/recoverable/purge-messages.ts";
import { readRecoverable, readRecoverableKeys } from "#server/recoverable/read.ts";
import { recoverableList } from "#server/recoverable/schema.ts";
import { restoreMessages } from "#server/recoverable/restore-messages.ts";
import { changeRetentionRule } from "#server/retention/change-rule.ts";
import { holdMail, liftHold } from "#server/retention/legal-hold.ts";
import { ruleChange } from "#server/retention/schema.ts";
import type { Store } from "#server/store.ts";
import { readKnownIds } from "#server/transfer/known-ids.ts";
import { tester } from "#test/support/actor.ts";
import { engines, freshStore, type TestStore } from "#test/support/databases.ts";
import { eventually } from "#test/support/eventually.ts";
import { HandClock } from "#test/support/hand-clock.ts";
import { givenAccount, givenMessage, readBody } from "#test/support/mail.ts";

const dayMs = 86_400_000;
const server = { level: "server", id: undefined } as const;

describe.each(engines)("mail that was removed and can be brought back, on %s", (engine) => {
  let test: TestStore;
  let store: Store;
  let clock: HandClock;
  let backend: DatabaseBackend;
  let ann: { accountId: number; address: string };
  let reported: unknown[];

  beforeEach(async () => {
    test = await freshStore(engine);
    clock = new HandClock();
    const small = { segmentOctets: 16 * 1024, largeOctets: 100_000, cacheOctets: 0 };
    const bodies = openBodies(test.store.environment, clock, async () => "segments", small);
    store = { ...test.store, clock, bodies };
    reported = [];
    backend = new DatabaseBackend(store, "worker", { report: (error) => reported.push(error) });
    ann = await givenAccount(store);
  });

  afterEach(async () => {
    await backend.close();
    expect(reported).toEqual([]);
    await store.bodies.close();
    await test.close();
  });

  async function deliver(count: number, more: { importedId?: string; pad?: number } = {}) {
    const deliverer = new Deliverer(store);
    for (let index = 0; index < count; index += 1) {
      const subject = `=?UTF-8?Q?Gr=C3=BC=C3=9Fe_${index}?=`;
      const content = `From: "Eve" <eve@example.net>\r\nSubject: ${subject}\r\nMessage-ID: <${index}@x>\r\n\r\n${"x".repeat(more.pad ?? 100)}\r\n`;
      const message = await givenMessage(store, content);
      const { importedId } = more;
      await deliverer.deliver({
        recipient: ann,
        prefix: Buffer.alloc(0),
        message,
        ...(importedId ? { importedId } : {}),
      });
    }
  }

  let sessions = 0;
  async function open(): Promise<DatabaseMaildrop> {
    sessions += 1;
    const maildrop = await backend.openMaildrop(ann, `s${sessions}`);
    if ("refused" in maildrop) throw new Error(maildrop.text);
    return maildrop;
  }

  /** A session that removes these message-numbers. */
  async function remove(...numbers: number[]): Promise<void> {
    const maildrop = await open();
    expect(await maildrop.removeMarked(Uint32Array.from(numbers, (number) => number - 1))).toBeNull();
    await maildrop.release();
    await finishRemovals(store);
  }

  async function listed(): Promise<string[]> {
    const maildrop = await open();
    const ids = Array.from({ length: maildrop.count }, (_, index) => maildrop.uniqueId(index));
    await maildrop.release();
    return ids;
  }

  const rule = (fields: object) => changeRetentionRule(store, ruleChange.parse({ level: "server", ...fields }), tester);
  const account = () => store.db.account.findUniqueOrThrow({ where: { id: ann.accountId } });
  const recoverable = () =>
    store.db.removedMessage.findMany({ where: { purgeId: null }, orderBy: { sequence: "asc" } });
  const keys = (...sequences: number[]) => sequences.map((sequence) => ({ accountId: ann.accountId, sequence }));
  const restore = (...sequences: number[]) =>
    restoreMessages(store, { messages: keys(...sequences), kind: "restore" }, tester);

  async function expectClean(): Promise<void> {
    const { findings } = await checkStore(store, { repair: false, actor: tester, graceMs: 0, readsBodies: true });
    expect(Object.values(findings).filter((count) => count > 0)).toEqual([]);
  }

  it("is found by parts of its texts, whatever their case, by whose it was, and by either unique-id", async () => {
    await rule({ onDele: "keep", recoverableDays: 30 });
    await deliver(4);
    await deliver(1, { importedId: "Imported-77" });
    const [first = ""] = await listed();
    await remove(1, 2, 3, 4, 5);
    const found = async (search: string, more: object = {}) => {
      const list = recoverableList.parse({ search, sort: "octets", direction: "asc", ...more });
      const { rows, total } = await readRecoverable(store, list);
      expect(total).toBe(rows.length);
      expect((await readRecoverableKeys(store, list, 100)).map(({ sequence }) => sequence)).toEqual(
        rows.map(({ sequence }) => sequence).sort((one, other) => one - other),
      );
      return rows.map(({ sequence }) => sequence).sort((one, other) => one - other);
    };
    const all = [1, 2, 3, 4, 5];
    expect(await found("GRÜ")).toEqual(all);
    expect(await found("rüße 3")).toEqual([4]);
    expect(await found("EVE@example")).toEqual(all);
    expect(await found("<2@x>")).toEqual([3]);
    expect(await found("ann@exa")).toEqual(all);
    expect(await found("imported-77")).toEqual([5]);
    expect(await found(first)).toEqual([1]);
    // Too short for an index.
    expect(await found("ÜS")).toEqual([]);
    expect(await found("üß")).toEqual(all);
    // Letters, whatever they mean to a database.
    for (const text of ["e_e@", "%", 'ev" OR "x', "it's", "Grüße*"]) expect(await found(text), text).toEqual([]);
    expect(await found("eve@", { cause: "retention" })).toEqual([]);
    const { domainId } = await account();
    expect(await found("eve@", { domainId, accountId: ann.accountId, from: "2000-01-01", to: "2100-01-01" })).toEqual(
      all,
    );
    expect(await found("eve@", { to: "2000-01-01" })).toEqual([]);
    await restore(1);
    expect(await found("eve@")).toEqual([2, 3, 4, 5]);
    await purgeMessages(store, { messages: keys(2) }, tester);
    expect(await found("eve@")).toEqual([3, 4, 5]);
  });

  it("is what DELE takes where it keeps: gone for the client, found by its header, and counted apart", async () => {
    await rule({ onDele: "keep", recoverableDays: 30 });
    await deliver(5);
    const before = await account();
    await remove(2, 3);
    expect(await listed()).toHaveLength(3);
    const rows = await recoverable();
    expect(rows).toMatchObject([
      {
        sequence: 2,
        sender: '"Eve" <eve@example.net>',
        subject: "Grüße 1",
        messageIdHeader: "<1@x>",
        cause: "session",
        purgeAfterAt: new Date(clock.wallMs + 30 * dayMs),
      },
      { sequence: 3, subject: "Grüße 2" },
    ]);
    const octets = rows.reduce((sum, row) => sum + row.octets, 0);
    expect(await account()).toMatchObject({
      messageCount: 3,
      octets: before.octets - BigInt(octets),
      recoverableCount: 2,
      recoverableOctets: BigInt(octets),
    });
    await expectClean();
  });

  it("is not what DELE takes from the start; but what it took can be read for ever", async () => {
    await deliver(3);
    const maildrop = await open();
    const names = [maildrop.uniqueId(0), maildrop.uniqueId(2)];
    await maildrop.release();
    await remove(1, 3);
    expect(await recoverable()).toEqual([]);
    const removal = await store.db.removal.findFirstOrThrow({ include: { pages: true } });
    expect(removal).toMatchObject({ cause: "session", purgeAfterAt: null, messageCount: 2 });
    const facts = removal.pages.flatMap(({ packed }) => [...unpackFacts(packed)]);
    expect(facts.map(({ uniqueEpoch, uniqueNumber }) => uniqueEpoch + uniqueNumber.toString(36))).toEqual(names);
    expect(facts[0]).toMatchObject({ sequence: 1, importedId: null, downloadedAt: null });
    expect(Math.abs((facts[0]?.arrivedAt ?? 0) - clock.wallMs)).toBeLessThan(1000);
    await expectClean();
  });

  it("is kept under a legal hold whatever DELE does, purged by nobody, and kept for a while after", async () => {
    await rule({ onDele: "remove", recoverableDays: 2 });
    await holdMail(store, { level: "account", id: ann.accountId, reason: "case 7", endsAt: null }, tester);
    await deliver(3);
    await remove(1, 2);
    expect(await recoverable()).toHaveLength(2);
    clock.pass(100 * dayMs);
    expect(await purgeExpired(store)).toBe(0);
    await expect(purgeMessages(store, { messages: keys(1) }, tester)).rejects.toMatchObject({ code: "not-allowed" });
    // A hold that came after somebody had looked for one.
    const expired = purgeOfAccount(store, ann.accountId, [1], { cause: "expired", actor: null });
    expect(await expired).toEqual({ messageCount: 0, octets: 0 });
    const asked = purgeOfAccount(store, ann.accountId, [1], { cause: "administrator", actor: tester });
    await expect(asked).rejects.toMatchObject({ code: "not-allowed" });
    await liftHold(store, { level: "account", id: ann.accountId, reason: "closed" }, tester);
    clock.pass(dayMs);
    expect(await purgeExpired(store)).toBe(0);
    await expect(purgeMessages(store, { messages: keys(1) }, tester)).rejects.toMatchObject({ code: "not-allowed" });
    clock.pass(2 * dayMs);
    expect(await purgeExpired(store)).toBe(2);
    expect(await account()).toMatchObject({ recoverableCount: 0, recoverableOctets: 0n, messageCount: 1 });
    expect(await store.db.purge.findMany()).toMatchObject([
      { cause: "expired", messageCount: 2, address: ann.address },
    ]);
    await expectClean();
  });

  it("comes back in its place, with its unique-id; a session that is open is not disturbed", async () => {
    await rule({ onDele: "keep" });
    await deliver(5);
    const names = await listed();
    await remove(2, 4);
    const session = await open();
    await expect(restore(2, 4)).rejects.toMatchObject({ code: "in-use" });
    expect(await session.removeMarked(Uint32Array.of(0))).toBeNull();
    await session.release();
    await finishRemovals(store);
    expect(await restore(2, 4)).toMatchObject({ messageCount: 2, refused: [] });
    expect(await listed()).toEqual(names.slice(1));
    expect((await recoverable()).map(({ sequence }) => sequence)).toEqual([1]);
    expect(await account()).toMatchObject({ messageCount: 4, recoverableCount: 1 });
    // Gone from the list since: passed over, and refused where nothing is left.
    await expect(restore(2)).rejects.toMatchObject({ code: "not-found" });
    expect(
      (await store.db.restoration.findMany()).map(({ kind, sequences }) => [kind, ...sequencesOf(sequences)]),
    ).toEqual([["restore", 2, 4]]);
    // Removed again, it is recoverable again.
    await remove(1);
    expect((await recoverable()).map(({ sequence }) => sequence)).toEqual([1, 2]);
    await expectClean();
  });

  it("comes back for download at the end, under a new unique-id, while a session is open", async () => {
    await rule({ onDele: "keep" });
    await deliver(4);
    const names = await listed();
    await remove(2);
    const session = await open();
    const input = { messages: keys(2), kind: "restore-for-download" } as const;
    expect(await restoreMessages(store, input, tester)).toMatchObject({ messageCount: 1 });
    expect(session.count).toBe(3);
    expect(await session.removeMarked(Uint32Array.of(0))).toBeNull();
    await session.release();
    await finishRemovals(store);
    const now = await open();
    const ids = Array.from({ length: now.count }, (_, index) => now.uniqueId(index));
    expect(ids.slice(0, 2)).toEqual(names.slice(2));
    expect(names).not.toContain(ids[2]);
    const body = await now.openBody(2, now.octets(2));
    if ("refused" in body) throw new Error(body.text);
    expect((await readBody(body)).toString()).toContain("Message-ID: <1@x>");
    await now.release();
    expect(await store.db.purge.findMany()).toMatchObject([{ cause: "replaced", messageCount: 1 }]);
    expect(await account()).toMatchObject({ messageCount: 3, recoverableCount: 1 });
    await expectClean();
  });

  it("does not come back where it has no room", async () => {
    await rule({ onDele: "keep" });
    await deliver(2);
    await remove(1, 2);
    await store.db.account.update({ where: { id: ann.accountId }, data: { quotaMessages: 1 } });
    await expect(restore(1, 2)).rejects.toMatchObject({ code: "over-quota" });
    const anew = { messages: keys(1, 2), kind: "restore-for-download" } as const;
    await expect(restoreMessages(store, anew, tester)).rejects.toMatchObject({ code: "over-quota" });
    expect(await restore(1)).toMatchObject({ messageCount: 1 });
    await expectClean();
  });

  it("does not come back where its domain has no room, of octets or of messages, whatever the account's own", async () => {
    await rule({ onDele: "keep" });
    await deliver(3);
    await remove(1, 2);
    const { octets } = await account();
    const domain = async (data: { quotaOctets?: bigint | null; quotaMessages?: number | null }) =>
      void (await store.db.domain.update({ where: { name: "example.org" }, data }));
    const other = await givenAccount(store, "bob@example.org");
    await store.db.account.update({ where: { id: other.accountId }, data: { messageCount: 5, octets: 50n } });
    for (const kind of ["restore", "restore-for-download"] as const) {
      const messages = keys(1, 2);
      await domain({ quotaMessages: 7, quotaOctets: null });
      await expect(restoreMessages(store, { messages, kind }, tester)).rejects.toMatchObject({
        code: "over-quota",
        message: expect.stringMatching(/^The domain example\.org has no room for these 2 messages: .* by 1 messages\./),
      });
      await domain({ quotaMessages: null, quotaOctets: 50n + octets * 3n - 1n });
      await expect(restoreMessages(store, { messages, kind }, tester)).rejects.toMatchObject({
        code: "over-quota",
        message: expect.stringContaining("too small by 1 octets"),
      });
    }
    expect(await account()).toMatchObject({ messageCount: 1, octets, recoverableCount: 2 });
    await domain({ quotaMessages: 8, quotaOctets: 50n + octets * 3n });
    expect(await restore(1, 2)).toMatchObject({ messageCount: 2 });
    await store.db.account.delete({ where: { id: other.accountId } });
    await expectClean();
  });

  it("goes for good when an administrator says so, or when its time is over, and not before", async () => {
    await rule({ onDele: "keep", recoverableDays: 3 });
    await deliver(4);
    await remove(1, 2, 3);
    expect(await purgeMessages(store, { messages: keys(2, 4) }, tester)).toMatchObject({ messageCount: 1 });
    clock.pass(3 * dayMs - 1);
    expect(await purgeExpired(store)).toBe(0);
    clock.pass(1);
    expect(await purgeExpired(store)).toBe(2);
    expect(await store.db.removedMessage.count()).toBe(0);
    let bodies = 0;
    for await (const _ of store.bodies.list()) bodies += 1;
    expect(bodies).toBe(1);
    expect(await store.db.purge.findMany({ orderBy: { id: "asc" } })).toMatchObject([
      { cause: "administrator", actorName: tester.name, messageCount: 1 },
      { cause: "expired", messageCount: 2 },
    ]);
    await expect(restore(1)).rejects.toMatchObject({ code: "not-found" });
    await expectClean();
  });

  it("is moved by several at once without harm, and never taken twice", async () => {
    await rule({ onDele: "keep" });
    await deliver(30);
    const maildrop = await open();
    expect(await maildrop.removeMarked(Uint32Array.from({ length: 25 }, (_, index) => index))).toBeNull();
    await Promise.all([finishRemovals(store), finishRemovals(store), finishRemovals(store)]);
    expect(await recoverable()).toHaveLength(25);
    expect(await account()).toMatchObject({ messageCount: 5, recoverableCount: 25 });
    const facts = await store.db.removalPage.findMany();
    expect(facts.flatMap(({ packed }) => [...unpackFacts(packed)])).toHaveLength(25);
    await eventually(async () => (await store.db.removal.count({ where: { finishedAt: null } })) === 0);
    await expectClean();
  });

  it("keeps its bodies when room is reclaimed and when bodies are converted", async () => {
    await rule({ onDele: "keep" });
    await deliver(30, { pad: 2000 });
    await remove(...Array.from({ length: 20 }, (_, index) => index + 1));
    await purgeMessages(store, { messages: keys(1, 2, 3, 5, 6, 7, 8, 9, 10, 11, 12, 13) }, tester);
    const now = { deadShare: 0.1, graceMs: 0, octetsPerSecond: Number.POSITIVE_INFINITY };
    await store.bodies.close();
    expect((await reclaimSegments(store, now)).segments).toBeGreaterThan(0);
    await expectClean();
    expect(await convertBodies(store, { to: "files", actor: tester })).toMatchObject({ converted: 18, unreadable: 0 });
    expect((await recoverable()).every(({ bodyPlace }) => bodyPlace.endsWith(".eml"))).toBe(true);
    await expectClean();
    expect(await restore(4, 14)).toMatchObject({ messageCount: 2 });
    await expectClean();
  });

  it("is recoverable again in an index made anew, what was brought back is mail, and what was purged is gone", async () => {
    await rule({ onDele: "keep" });
    await deliver(8, { pad: 2000 });
    const names = await listed();
    await remove(1, 2, 3, 4, 5);
    await restore(1, 2);
    await purgeMessages(store, { messages: keys(3) }, tester);
    const now = { deadShare: 0.1, graceMs: 0, octetsPerSecond: Number.POSITIVE_INFINITY };
    await store.bodies.close();
    await reclaimSegments(store, now);
    await store.db.removedMessage.deleteMany();
    await store.db.message.deleteMany();
    const none = { messageCount: 0, octets: 0n, recoverableCount: 0, recoverableOctets: 0n };
    await store.db.account.update({ where: { id: ann.accountId }, data: { ...none, changeSeq: { increment: 1 } } });
    const report = await rebuildIndex(store, { actor: tester });
    expect(report).toMatchObject({ restored: 7, recoverable: 2, known: 0 });
    expect(await listed()).toEqual([...names.slice(0, 2), ...names.slice(5)]);
    expect(await recoverable()).toHaveLength(2);
    await expectClean();
    await restoreMessages(store, { messages: await recoverable(), kind: "restore" }, tester);
    expect(await listed()).toEqual([...names.slice(0, 2), ...names.slice(3)]);
  });

  it("still has its imported unique-id: no import brings it twice", async () => {
    await rule({ onDele: "keep" });
    await deliver(1, { importedId: "old-1" });
    await remove(1);
    expect(await readKnownIds(store, ann.accountId)).toEqual(new Set(["old-1"]));
    await expect(deliver(1, { importedId: "old-1" })).rejects.toMatchObject({ code: "already-exists" });
    await restore(1);
    expect(await listed()).toEqual(["old-1"]);
    await holdMail(store, { ...server, reason: "case 7", endsAt: null }, tester);
  });
});
