import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createDomain } from "#server/domain/create-domain.ts";
import { FailureRecord, type RefusedSignIn } from "#server/sign-in-failure/failure-record.ts";
import { purgeFailures } from "#server/sign-in-failure/purge-failures.ts";
import { readFailingNetworks, readFailures } from "#server/sign-in-failure/read.ts";
import { failureList } from "#server/sign-in-failure/schema.ts";
import type { Store } from "#server/store.ts";
import { tester } from "#test/support/actor.ts";
import { engines, freshStore, type TestStore } from "#test/support/databases.ts";
import { HandClock } from "#test/support/hand-clock.ts";

const guess: RefusedSignIn = {
  address: "ann@example.org",
  accountId: 1,
  remoteAddress: "192.0.2.7",
  network: "192.0.2.7/32",
  listenerId: 2,
  tlsVersion: "TLSv1.3",
  mechanism: "USER",
  reason: "wrong-password",
};
const all = failureList.parse({});

describe.each(engines)("the record of refused sign-ins on %s", (engine) => {
  let at: TestStore;
  let store: Store;
  let clock: HandClock;
  let troubles: unknown[];
  let record: FailureRecord;
  beforeEach(async () => {
    at = await freshStore(engine);
    clock = new HandClock();
    store = { ...at.store, clock };
    troubles = [];
    record = new FailureRecord(store, (error) => troubles.push(error));
    await createDomain(at.store, { name: "example.org" }, tester);
  });
  afterEach(async () => {
    expect(troubles).toEqual([]);
    await at.close();
  });

  test("has one row an hour for what is the same, written by any number of processes", async () => {
    const other = new FailureRecord(store, (error) => troubles.push(error));
    record.add(guess);
    clock.pass(60_000);
    record.add(guess);
    other.add(guess);
    await Promise.all([record.flush(), other.flush()]);
    clock.pass(60_000);
    record.add(guess);
    record.add({ ...guess, tlsVersion: null, reason: "throttled" });
    await record.flush();
    clock.pass(3_600_000);
    record.add(guess);
    await record.flush();
    const { rows, total } = await readFailures(store, all);
    expect(total).toBe(3);
    expect(rows[0]).toMatchObject({ count: 1 });
    const first = rows.find(({ count }) => count === 4);
    expect(first).toEqual({
      ...guess,
      count: 4,
      firstAt: new Date(Date.UTC(2026, 10, 21, 12)),
      lastAt: new Date(Date.UTC(2026, 10, 21, 12, 2)),
    });
    expect(rows.find(({ reason }) => reason === "throttled")).toMatchObject({ count: 1, tlsVersion: null });
  });

  test("keeps no name that may be a password: only addresses of accounts, and of domains that are here", async () => {
    const unknown = { ...guess, accountId: null, reason: "unknown-account" };
    for (const address of [
      "anna@example.org",
      "correct horse@battery",
      null,
      `${"x".repeat(250)}@example.org`,
      "a\0b@example.org",
    ])
      record.add({ ...unknown, address });
    await record.flush();
    const { rows } = await readFailures(store, all);
    expect(rows.map(({ address, count }) => [address, count]).sort()).toEqual([
      ["", 4],
      ["anna@example.org", 1],
    ]);
  });

  test("stays bounded in a flood, and counts everything; what is most frequent keeps its place", async () => {
    for (let turn = 0; turn < 30_000; turn += 1) {
      record.add({
        ...guess,
        accountId: null,
        address: `u${turn}@example.org`,
        remoteAddress: `10.1.${turn >> 8}.${turn & 255}`,
      });
      if (turn % 3_000 === 0) {
        for (let more = 0; more < 5; more += 1) record.add(guess);
        await record.flush();
      }
    }
    for (let turn = 0; turn < 5_000; turn += 1)
      record.add({
        ...guess,
        accountId: turn,
        address: `a${turn}@example.org`,
        remoteAddress: `10.2.${turn >> 8}.${turn & 255}`,
      });
    await record.flush();
    const rows = await at.store.db.signInFailure.findMany();
    expect(rows.length).toBeLessThan(4_600);
    expect(rows.reduce((sum, { count }) => sum + count, 0)).toBe(35_050);
    expect(rows.find(({ remoteAddress }) => remoteAddress === "192.0.2.7")).toMatchObject({ count: 50, accountId: 1 });
    const [others] = await readFailingNetworks(store, new Date(0), 1);
    expect(others).toMatchObject({ network: "" });
  });

  test("is found by account, by network and by a part of either; and forgotten after a while", async () => {
    record.add(guess);
    record.add({
      ...guess,
      accountId: 2,
      address: "bob@example.org",
      remoteAddress: "2001:db8::7",
      network: "2001:db8::/64",
    });
    await record.flush();
    const found = async (query: object) =>
      (await readFailures(store, failureList.parse(query))).rows.map(({ address }) => address);
    expect(await found({ accountId: 2 })).toEqual(["bob@example.org"]);
    expect(await found({ from: "192.0.2.7/32" })).toEqual(["ann@example.org"]);
    expect(await found({ from: "2001:db8::7" })).toEqual(["bob@example.org"]);
    expect(await found({ search: "BOB" })).toEqual(["bob@example.org"]);
    expect(await found({ search: "carol" })).toEqual([]);
    clock.pass(89 * 24 * 3_600_000);
    expect(await purgeFailures(store)).toBe(0);
    record.add(guess);
    await record.flush();
    clock.pass(2 * 24 * 3_600_000);
    expect(await purgeFailures(store)).toBe(2);
    expect((await readFailures(store, all)).total).toBe(1);
  });
});
