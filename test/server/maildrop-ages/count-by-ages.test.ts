import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { agedAccounts } from "#server/maildrop-ages/ages-statements.ts";
import { keepMaildropAges } from "#server/maildrop-ages/keep-ages.ts";
import { markDownloaded } from "#server/message/download-statements.ts";
import { countDue } from "#server/retention-run/count-due.ts";
import { type AccountDue, dueByAccount } from "#server/retention-run/due-statements.ts";
import { fullSecond, type Policy } from "#server/retention-run/policy.ts";
import type { Store } from "#server/store.ts";
import { engines, freshStore, type TestStore } from "#test/support/databases.ts";
import { givenDatedMessages } from "#test/support/dated-messages.ts";
import { HandClock } from "#test/support/hand-clock.ts";
import { givenAccount } from "#test/support/mail.ts";

const dayMs = 86_400_000;

describe.each(engines)("what rules would remove, counted by packed ages on %s", (engine) => {
  let test: TestStore;
  let store: Store;
  let accounts: number[];

  beforeEach(async () => {
    test = await freshStore(engine);
    store = { ...test.store, clock: new HandClock() };
    accounts = [];
    for (const name of ["ann", "bob", "carl", "dora", "emil"]) {
      accounts.push((await givenAccount(store, `${name}@example.org`)).accountId);
    }
    // Emil has nothing.
    for (const accountId of accounts.slice(0, 4)) await givenDatedMessages(store, accountId, someMessages(60));
  });
  afterEach(() => test.close());

  /** Ages to the millisecond, some on the very edge of the rules that are asked about. */
  function someMessages(count: number) {
    return Array.from({ length: count }, () => {
      const edge = [5, 30, 40][Math.floor(Math.random() * 3)] ?? 5;
      const nearEdge = edge + (Math.floor(Math.random() * 5) - 2) / dayMs;
      const arrived = Math.random() < 0.3 ? nearEdge : Math.random() * 100;
      const luck = Math.random();
      const downloaded = luck < 0.3 ? null : luck < 0.5 ? Math.min(arrived, nearEdge) : arrived * Math.random();
      return { arrived, downloaded, octets: Math.floor(Math.random() * 100_000) };
    });
  }

  function somePolicies(): Policy[] {
    const before = (days: number | null) =>
      days === null ? null : fullSecond(store.clock.now().getTime()) - days * dayMs;
    const of = (arrivalDays: number | null, downloadDays: number | null, keepsUndownloaded: boolean): Policy => ({
      arrivedBefore: before(arrivalDays),
      downloadedBefore: before(downloadDays),
      keepsUndownloaded,
      recoverableDays: 1,
      words: "",
    });
    return [
      of(30, null, true),
      of(30, null, false),
      of(null, 5, true),
      of(null, 0, false),
      of(40, 5, true),
      of(40, 5, false),
      of(5, 30, false),
      of(0, null, false),
      of(5000, null, false),
    ];
  }

  async function expectAsCountedByRows(): Promise<void> {
    const byId = (some: readonly AccountDue[]) => [...some].sort((one, other) => one.accountId - other.accountId);
    for (const policy of somePolicies()) {
      const found: AccountDue[] = [];
      await countDue(store, [{ policyOf: () => policy, onDue: (_, due) => found.push(due) }]);
      const rows = await store.statements.read(dueByAccount, { ids: accounts, policy });
      expect(byId(found), JSON.stringify(policy)).toEqual(byId(rows));
    }
  }

  /** Of which accounts the ages are known and true. */
  async function known(): Promise<number[]> {
    const page = await store.statements.read(agedAccounts, { from: 1, take: 100, domainId: null });
    return page.filter(({ packed }) => packed !== null).map(({ id }) => id);
  }

  it("is what counting rows gives, at each millisecond and under each kind of rule", async () => {
    await expectAsCountedByRows();
    expect(await known()).toEqual([]);
    expect(await keepMaildropAges(store, undefined, { isHurried: true })).toBe(4);
    expect(await known()).toEqual(accounts.slice(0, 4));
    await expectAsCountedByRows();
    expect(await keepMaildropAges(store)).toBe(0);
  });

  it("never goes by ages that are not true any more: after mail came, after it was downloaded", async () => {
    await keepMaildropAges(store, undefined, { isHurried: true });
    const [ann = 0, bob = 0, carl = 0, dora = 0] = accounts;
    await givenDatedMessages(store, ann, someMessages(3));
    const unread = await store.db.message.findFirstOrThrow({ where: { accountId: bob, downloadedAt: null } });
    const now = store.clock.now().getTime();
    await store.statements.write(markDownloaded, [[bob, unread.sequence, now - 50 * dayMs]]);
    // Downloaded before: nothing of it is new.
    const read = await store.db.message.findFirstOrThrow({ where: { accountId: carl, downloadedAt: { not: null } } });
    await store.statements.write(markDownloaded, [[carl, read.sequence, now]]);
    expect(await known()).toEqual([carl, dora]);
    await expectAsCountedByRows();
    expect(await keepMaildropAges(store, undefined, { isHurried: true })).toBe(2);
    expect(await known()).toEqual(accounts.slice(0, 4));
    await expectAsCountedByRows();
  });

  it("does not pack a maildrop while rows of what was removed are still to go, nor one that is too large", async () => {
    const [ann = 0, bob = 0] = accounts;
    const removal = await store.db.removal.create({
      data: { accountId: ann, cause: "session", sequences: new Uint8Array(), messageCount: 0, octets: 0n },
    });
    await store.db.account.update({ where: { id: bob }, data: { messageCount: 20_001 } });
    await keepMaildropAges(store, undefined, { isHurried: true });
    expect(await known()).toEqual(accounts.slice(2, 4));
    await expectAsCountedByRows();
    await store.db.removal.update({ where: { id: removal.id }, data: { finishedAt: store.clock.now() } });
    await keepMaildropAges(store, undefined, { isHurried: true });
    expect(await known()).toContain(ann);
  });
});
