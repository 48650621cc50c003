import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createAccount } from "#server/account/create-account.ts";
import { createDomain } from "#server/domain/create-domain.ts";
import { readFindingsOf } from "#server/finding/read.ts";
import { watchAccounts } from "#server/finding/watch-accounts.ts";
import { startIncarnation } from "#server/node/incarnation.ts";
import { newSessionId } from "#server/session/session-id.ts";
import { writeSessions } from "#server/session/write-sessions.ts";
import type { Store } from "#server/store.ts";
import { tester } from "#test/support/actor.ts";
import { engines, freshStore, type TestStore } from "#test/support/databases.ts";
import { HandClock } from "#test/support/hand-clock.ts";
import { sessionRecord } from "#test/support/session-record.ts";

const minuteMs = 60_000;

describe.each(engines)("accounts that are watched for findings on %s", (engine) => {
  let at: TestStore;
  let clock: HandClock;
  let store: Store;
  let incarnationId: string;
  beforeEach(async () => {
    at = await freshStore(engine);
    clock = new HandClock();
    store = { ...at.store, clock };
    incarnationId = await startIncarnation(store, { nodeId: "n1", pid: 1 });
    await createDomain(store, { name: "example.org" }, tester);
  });
  afterEach(() => at.close());

  const account = async (name: string) => (await createAccount(store, { address: `${name}@example.org` }, tester)).id;

  /** So many sessions that came and went, a millisecond after each other, until ten seconds ago. */
  async function sessions(accountId: number | null, count: number, given = {}): Promise<void> {
    const rows = Array.from({ length: count }, (_, index) => {
      const endedAt = new Date(clock.wallMs - 10_000 - index);
      const ended = { endedAt, endReason: "quit" as const, signedInAt: accountId === null ? null : endedAt };
      const id = newSessionId(endedAt);
      return { ...sessionRecord({ id, incarnationId, startedAt: endedAt }), accountId, ...ended, ...given };
    });
    await writeSessions(store, rows);
  }

  test("is looked at when it first came, then when it gives a reason: the less often the longer nothing new is found", async () => {
    const [calm, polls] = [await account("calm"), await account("polls")];
    await sessions(calm, 1);
    await sessions(polls, 2_300);
    await sessions(null, 1_200);
    expect(await watchAccounts(store)).toBe(2);
    expect(await readFindingsOf(store, calm)).toEqual([]);
    expect(await readFindingsOf(store, polls)).toMatchObject([{ kind: "polls-too-often" }]);

    const looks: number[] = [];
    for (let quarter = 1; quarter <= 8; quarter += 1) {
      clock.pass(minuteMs / 4);
      await sessions(calm, 1);
      await sessions(polls, 30);
      if ((await watchAccounts(store)) === 1) looks.push(quarter);
    }
    expect(looks).toEqual([1, 3, 6]);
  });

  test("mail that was marked and not removed is a reason at once, and kept in mind until it was looked at", async () => {
    const ann = await account("ann");
    const dropped = { markedCount: 3, endReason: "dropped" as const };
    await sessions(ann, 1, dropped);
    expect(await watchAccounts(store)).toBe(1);
    expect(await readFindingsOf(store, ann)).toEqual([]);
    clock.pass(6_000);
    await sessions(ann, 1, { ...dropped, endedAt: new Date(clock.wallMs - 5_500) });
    expect(await watchAccounts(store)).toBe(0);
    clock.pass(6_000);
    expect(await watchAccounts(store)).toBe(1);
    expect(await readFindingsOf(store, ann)).toMatchObject([{ kind: "dropped-before-quit" }]);
  });

  test("is looked at again every five minutes while something is open, until it has ended", async () => {
    const ann = await account("ann");
    await sessions(ann, 20);
    expect(await watchAccounts(store)).toBe(1);
    clock.pass(4 * minuteMs);
    expect(await watchAccounts(store)).toBe(0);
    clock.pass(7 * minuteMs);
    expect(await watchAccounts(store)).toBe(1);
    expect(await readFindingsOf(store, ann)).toEqual([]);
    clock.pass(6 * minuteMs);
    expect(await watchAccounts(store)).toBe(0);
  });
});
