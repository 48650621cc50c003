import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createAccount } from "#server/account/create-account.ts";
import { verifyAudit } from "#server/audit/verify-audit.ts";
import { createDomain } from "#server/domain/create-domain.ts";
import { addRule } from "#server/protection/add-rule.ts";
import { AddressLists } from "#server/protection/address-lists.ts";
import { blockGuesser } from "#server/protection/block-guesser.ts";
import { endRule } from "#server/protection/end-rule.ts";
import { explainAddress } from "#server/protection/explain-address.ts";
import { forgetThrottle } from "#server/protection/forget-throttle.ts";
import { KnownNetworks } from "#server/protection/known-networks.ts";
import { allowBlocked, liftBlock } from "#server/protection/lift-block.ts";
import { liftNetwork } from "#server/protection/lift-network.ts";
import { purgeProtection } from "#server/protection/purge-protection.ts";
import { readBlocks, readRules, readThrottled } from "#server/protection/read.ts";
import { readListChanges } from "#server/protection/read-lists.ts";
import { readThrottles } from "#server/protection/read-throttles.ts";
import { writeThrottles } from "#server/protection/throttle-statements.ts";
import { defaultSettings } from "#server/setting/schema.ts";
import type { Store } from "#server/store.ts";
import { tester } from "#test/support/actor.ts";
import { engines, freshStore, type TestStore } from "#test/support/databases.ts";
import { HandClock } from "#test/support/hand-clock.ts";

const hour = 3_600_000;
const sum = { refused: 50, addresses: 3 };

describe.each(engines)("lists of networks on %s", (engine) => {
  let at: TestStore;
  let store: Store;
  let clock: HandClock;
  beforeEach(async () => {
    at = await freshStore(engine);
    clock = new HandClock();
    store = { ...at.store, clock };
  });
  afterEach(async () => {
    expect(await verifyAudit(at.store)).toMatchObject({ isIntact: true });
    await at.close();
  });

  const rule = (network: string, action: "allow" | "deny", more = {}) =>
    addRule(store, { network, action, ...more }, tester);
  const block = (network: string) => blockGuesser(store, network, sum, defaultSettings);
  const suspicion = (network: string, address: string) => ({
    network,
    address,
    accountId: null,
    isKnown: false,
    score: 9,
    scoredAt: clock.wallMs,
    guesses: 9,
    heldBack: 2,
    notBeforeAt: clock.wallMs + hour,
    firstAt: clock.wallMs - hour,
  });
  const throttle = (...pairs: [string, string][]) =>
    store.statements.write(writeThrottles, {
      kept: pairs.map(([network, address]) => suspicion(network, address)),
      gone: [],
      at: clock.wallMs,
    });

  test("a rule is for one network, spelled in one way, with an end and a note", async () => {
    const made = await rule("2001:DB8::/32", "deny", { lasts: "2h", note: "a flood" });
    expect(made).toMatchObject({ network: "2001:db8::/32", action: "deny", note: "a flood", createdBy: tester.name });
    expect(made.expiresAt?.getTime()).toBe(clock.wallMs + 2 * hour);
    await rule("::ffff:192.0.2.7", "allow");
    expect((await readRules(store)).rows.map(({ network }) => network)).toEqual(["192.0.2.7/32", "2001:db8::/32"]);
    clock.pass(2 * hour);
    expect((await readRules(store)).rows.map(({ network }) => network)).toEqual(["192.0.2.7/32"]);
    for (const [network, sentence] of [
      ["", /one network/],
      ["10.0.0.0/33", /is no network/],
      ["10.0.0.7/8", /a machine and a network at once/],
      ["10.0.0.1, 10.0.0.2", /one network/],
      ["mail.example.org", /is no network/],
    ] as const)
      await expect(rule(network, "deny")).rejects.toThrow(sentence);
    await expect(rule("10.0.0.0/8", "deny", { lasts: "soon" })).rejects.toThrow(/30m, 2h or 7d/);
    await expect(rule("10.0.0.0/8", "deny", { lasts: "0m" })).rejects.toMatchObject({ code: "invalid" });
  });

  test("what a rule says already is told with its name; one that ends sooner is made longer", async () => {
    const wide = await rule("203.0.113.0/24", "deny", { lasts: "2h" });
    await expect(rule("203.0.113.7", "deny", { lasts: "30m" })).rejects.toThrow(
      /203\.0\.113\.7 lies within 203\.0\.113\.0\/24, which is kept out already, until .* UTC/,
    );
    await expect(rule("203.0.113.0/24", "deny", { lasts: "30m" })).rejects.toThrow(/is kept out already, until/);
    await expect(rule("203.0.113.0/24", "allow")).rejects.toThrow(/kept out by a rule of its own/);
    expect(await rule("203.0.113.0/24", "deny", { lasts: "1d" })).toMatchObject({ id: wide.id });
    await rule("203.0.113.128/25", "allow");
    // Within what is let in, so it is news again.
    await rule("203.0.113.200", "deny", { lasts: "30m" });
    await rule("203.0.0.0/16", "deny");
    expect((await readRules(store)).total).toBe(4);
    await endRule(store, { id: wide.id }, tester);
    await expect(endRule(store, { id: wide.id }, tester)).rejects.toMatchObject({ code: "not-found" });
  });

  test("this machine and the browser that asks are kept out only by a typed word", async () => {
    for (const network of ["127.0.0.1", "127.0.0.53", "::1", "192.0.2.0/24", "0.0.0.0/0", "::/0"]) {
      await expect(rule(network, "deny"), network).rejects.toMatchObject({ code: "invalid", field: "confirmation" });
      await rule(network, "deny", { confirmation: "block" });
    }
    await rule("192.0.2.10", "allow");
    expect((await readRules(store)).total).toBe(7);
  });

  test("blocks last twice as long each time, are not for known networks, and one at a time", async () => {
    const lasts = async (network: string) => {
      const made = await block(network);
      return made && (made.expiresAt.getTime() - clock.wallMs) / hour;
    };
    expect(await lasts("203.0.113.9/32")).toBe(1);
    expect(await lasts("203.0.113.9/32")).toBeNull();
    clock.pass(2 * hour);
    expect(await lasts("203.0.113.9/32")).toBe(2);
    clock.pass(3 * hour);
    expect(await lasts("203.0.113.9/32")).toBe(4);
    expect((await readBlocks(store)).rows).toMatchObject([
      { repetition: 3, guesses: 50, addresses: 3, reason: "guesses" },
    ]);
    clock.pass(40 * 24 * hour);
    expect(await lasts("203.0.113.9/32")).toBe(1);
    const known = new KnownNetworks(
      store,
      () => 30,
      () => {},
    );
    known.note(1, "ann@example.org", "198.51.100.1/32");
    await known.flush();
    expect(await lasts("198.51.100.1/32")).toBeNull();
    clock.pass(31 * 24 * hour);
    expect(await lasts("198.51.100.1/32")).toBe(1);
  });

  test("whoever follows the changes by their numbers holds what is in force, also one who joins late", async () => {
    const lists = new AddressLists(() => clock.wallMs);
    let number = (await at.store.db.control.findFirstOrThrow()).protectionNumber;
    const follow = async () => {
      const { networks, forgiven } = await readListChanges(store, number);
      number = (await at.store.db.control.findFirstOrThrow()).protectionNumber;
      lists.take(networks);
      return forgiven;
    };
    const made = await block("203.0.113.9/32");
    await rule("203.0.113.0/24", "deny", { lasts: "2h" });
    const allowed = await rule("203.0.113.7", "allow", { lasts: "30m" });
    await follow();
    const kinds = (...addresses: string[]) => addresses.map((address) => lists.refusal(address)?.kind ?? null);
    expect(kinds("203.0.113.9", "203.0.113.8", "203.0.113.7", "198.51.100.1")).toEqual(["deny", "deny", null, null]);
    expect(lists.isAllowed("203.0.113.7")).toBe(true);
    clock.pass(0.6 * hour);
    expect(kinds("203.0.113.7")).toEqual(["deny"]);
    clock.pass(0.3 * hour);
    const late = new AddressLists(() => clock.wallMs);
    late.take((await readListChanges(store, null)).networks);
    expect(late.refusal("203.0.113.9")?.kind).toBe("deny");
    await endRule(store, { id: allowed.id }, tester);
    await throttle(
      ["203.0.113.9/32", "ann@example.org"],
      ["203.0.113.9/32", ""],
      ["198.51.100.1/32", "ann@example.org"],
    );
    await liftBlock(store, { id: made?.id ?? 0 }, tester);
    expect((await follow()).map((pair) => pair.join(" ")).sort()).toEqual([
      "203.0.113.9/32 ",
      "203.0.113.9/32 ann@example.org",
    ]);
    await expect(liftBlock(store, { id: made?.id ?? 0 }, tester)).rejects.toMatchObject({ code: "not-found" });
    const again = await block("198.51.100.77/32");
    await follow();
    expect(kinds("198.51.100.77")).toEqual(["block"]);
    await allowBlocked(store, { id: again?.id ?? 0, lasts: null }, tester);
    await follow();
    expect(kinds("198.51.100.77")).toEqual([null]);
    expect(lists.isAllowed("198.51.100.77")).toBe(true);
    expect((await readBlocks(store)).total).toBe(0);
  });

  test("waits are written and read as they are, forgotten at a wish, and purged when they say nothing more", async () => {
    await throttle(["203.0.113.9/32", "ann@example.org"], ["", "bob@example.org"]);
    await throttle(["203.0.113.9/32", "ann@example.org"]);
    const known = (await readThrottles(store, new Date(0))).find(({ network }) => network !== "");
    expect(known).toEqual(suspicion("203.0.113.9/32", "ann@example.org"));
    await forgetThrottle(store, { network: "203.0.113.9/32", address: "ann@example.org" }, tester);
    await expect(
      forgetThrottle(store, { network: "203.0.113.9/32", address: "ann@example.org" }, tester),
    ).rejects.toMatchObject({ code: "not-found" });
    expect((await readThrottled(store)).rows.map(({ address }) => address)).toEqual(["bob@example.org"]);
    await store.statements.write(writeThrottles, { kept: [], gone: [["", "bob@example.org"]], at: clock.wallMs });
    expect((await readThrottled(store)).total).toBe(0);
    clock.pass(2 * 60_000);
    await rule("203.0.113.0/24", "deny", { lasts: "30m" });
    clock.pass(91 * 24 * hour);
    await purgeProtection(store);
    expect(await at.store.db.throttle.count()).toBe(0);
    expect(await at.store.db.networkRule.count()).toBe(0);
  });

  test("says which row keeps a client out, or makes it wait", async () => {
    await createDomain(store, { name: "example.org" }, tester);
    const { id } = await createAccount(store, { address: "ann@example.org" }, tester);
    const explain = (remoteAddress: string) => explainAddress(store, { remoteAddress, address: "ann@example.org" });
    expect(await explain("nonsense")).toBeNull();
    expect(await explain("203.0.113.9")).toEqual({ isKeptOut: false, mustWait: false, isKnown: false, findings: [] });
    const made = await block("203.0.113.9/32");
    expect(await explain("203.0.113.9")).toMatchObject({
      isKeptOut: true,
      findings: [{ kind: "block", id: made?.id }],
    });
    const wide = await rule("203.0.113.0/24", "deny");
    const narrow = await rule("203.0.113.9", "allow");
    expect(await explain("203.0.113.9")).toMatchObject({
      isKeptOut: false,
      findings: [
        { kind: "allow", id: narrow.id },
        { kind: "deny", id: wide.id },
      ],
    });
    expect(await explain("::ffff:203.0.113.10")).toMatchObject({
      isKeptOut: true,
      findings: [{ kind: "deny", id: wide.id }],
    });
    await throttle(["2001:db8::/64", "ann@example.org"], ["2001:db8:1::/64", ""]);
    expect(await explain("2001:db8::7")).toMatchObject({
      mustWait: true,
      findings: [{ kind: "throttle", address: "ann@example.org", guesses: 9, heldBack: 2 }],
    });
    expect(await explain("2001:db8:1::7")).toMatchObject({ mustWait: true });
    const known = new KnownNetworks(
      store,
      () => 30,
      () => {},
    );
    known.note(id, "ann@example.org", "2001:db8:1::/64");
    await known.flush();
    expect(await explain("2001:db8:1::7")).toMatchObject({ mustWait: false, isKnown: true });
    await endRule(store, { id: wide.id }, tester);
    expect(await liftNetwork(store, { network: "2001:db8::/64" }, tester)).toMatchObject({ lifted: { waits: 1 } });
    expect(await explain("2001:db8::7")).toMatchObject({ mustWait: false });
    await expect(liftNetwork(store, { network: "198.51.100.1" }, tester)).rejects.toMatchObject({ code: "not-found" });
  });
});

test("a look at 100,000 networks costs a few microseconds", () => {
  const lists = new AddressLists(() => 0);
  const octet = (at: number, shift: number) => (at >> shift) & 255;
  lists.take(
    Array.from({ length: 100_000 }, (_, id) => {
      const address =
        id % 2 === 0
          ? `${11 + octet(id, 16)}.${octet(id, 8)}.${octet(id, 0)}.7/32`
          : `2001:db8:${id.toString(16).slice(-4)}::/64`;
      return { id, network: address, kind: "block", expiresAt: null, isOver: false } as const;
    }),
  );
  for (const [address, isIn] of [
    ["11.1.2.7", true],
    ["198.51.100.1", false],
  ] as const) {
    expect(lists.refusal(address) !== null, address).toBe(isIn);
    const turns = 200_000;
    const before = process.cpuUsage();
    for (let turn = 0; turn < turns; turn += 1) lists.refusal(address);
    const { user } = process.cpuUsage(before);
    expect(user / turns, address).toBeLessThan(10);
  }
});
