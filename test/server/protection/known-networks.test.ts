import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { isNetworkAnybodys, isNetworkKnown } from "#server/protection/known-network-reads.ts";
import { engines, freshStore, type TestStore } from "#test/support/databases.ts";
import { givenAccount } from "#test/support/mail.ts";

const now = Date.parse("2026-11-01T12:00:00Z");
const address = "ann@example.org";

/** Where she is known, where she is looked for, and whether that is one and the same. */
const places: readonly (readonly [known: string, asked: string, isSame: boolean])[] = [
  ["198.51.100.7/32", "198.51.100.7/32", true],
  ["198.51.100.7/32", "198.51.100.0/24", true],
  ["198.51.100.7/32", "198.51.0.0/16", true],
  ["198.51.100.7/32", "198.51.96.0/20", true],
  ["198.51.100.7/32", "198.51.112.0/20", false],
  ["198.51.100.0/24", "198.51.100.7/32", true],
  ["198.51.0.0/16", "198.51.100.0/24", true],
  ["198.51.100.70/32", "198.51.100.7/32", false],
  ["198.51.100.70/32", "198.51.100.7/31", false],
  ["198.51.101.0/24", "198.51.100.7/32", false],
  ["2001:db8:1:2::/64", "2001:db8:1:2::/64", true],
  ["2001:db8:1:2::7/128", "2001:db8:1:2::/64", true],
  ["2001:db8:1:2:3:4:5:6/128", "2001:db8:1:2::/64", true],
  ["2001:db8::1:2:3:4/128", "2001:db8::/64", true],
  ["2001:db8:0:1::/64", "2001:db8::/48", true],
  ["2001:db8:0:1::/64", "2001:db8::/64", false],
  ["2001:db8:1::/48", "2001:db8:1:2::/64", true],
  ["2001:db8:1:2::/64", "2001:db8:1:2::7/128", true],
  ["2001:db8:12::/48", "2001:db8:1::/48", false],
  ["2001:db8:1::/48", "198.51.100.7/32", false],
];

describe.each(engines)("known networks of another width than what is asked about, on %s", (engine) => {
  let at: TestStore;
  let accountId: number;
  beforeEach(async () => {
    at = await freshStore(engine);
    accountId = (await givenAccount(at.store, address)).accountId;
    await givenAccount(at.store, "bob@example.org");
  });
  afterEach(() => at.close());

  test("count where one holds the other, for the account and for anybody, as long as they are fresh", async () => {
    const { db, statements } = at.store;
    for (const [known, asked, isSame] of places) {
      const lastAt = new Date(now);
      await db.knownNetwork.create({ data: { accountId, network: known, firstAt: lastAt, lastAt } });
      const place = { network: asked, since: now };
      const where = `${known} for ${asked}`;
      expect(await statements.read(isNetworkKnown, { ...place, address }), where).toBe(isSame);
      expect(await statements.read(isNetworkAnybodys, place), where).toBe(isSame);
      expect(await statements.read(isNetworkKnown, { ...place, address: "bob@example.org" }), where).toBe(false);
      const later = { network: asked, since: now + 1 };
      expect(await statements.read(isNetworkKnown, { ...later, address }), where).toBe(false);
      expect(await statements.read(isNetworkAnybodys, later), where).toBe(false);
      await db.knownNetwork.deleteMany();
    }
  });

  test("what is no network is nobody's", async () => {
    const place = { network: "not an address", since: now };
    expect(await at.store.statements.read(isNetworkKnown, { ...place, address })).toBe(false);
    expect(await at.store.statements.read(isNetworkAnybodys, place)).toBe(false);
  });
});
