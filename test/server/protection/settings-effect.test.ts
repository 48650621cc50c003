import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { readBlockEffect, readThrottleEffect } from "#server/protection/settings-effect.ts";
import { engines, freshStore, type TestStore } from "#test/support/databases.ts";

const hourMs = 3_600_000;

describe.each(engines)("what settings of sign-in protection would have meant, on %s", (engine) => {
  let at: TestStore;
  beforeEach(async () => {
    at = await freshStore(engine);
  });
  afterEach(() => at.close());

  const refused = (remoteAddress: string, count: number, given: object = {}, hoursAgo = 1) => {
    const hourAt = new Date(Math.floor(Date.now() / hourMs) * hourMs - hoursAgo * hourMs);
    return at.store.db.signInFailure.create({
      data: {
        hourAt,
        address: "ann@example.org",
        remoteAddress,
        listenerId: 0,
        tlsVersion: "",
        mechanism: "USER",
        reason: "wrong-password",
        network: `${remoteAddress}/32`,
        accountId: 7,
        count,
        firstAt: hourAt,
        lastAt: hourAt,
        ...given,
      },
    });
  };
  const known = (accountId: number, network: string) =>
    at.store.db.knownNetwork.create({ data: { accountId, network, firstAt: new Date(), lastAt: new Date() } });

  test("networks with enough refusals are counted, as asked and as in force; who is known there spares them", async () => {
    await refused("203.0.113.9", 80);
    await refused("203.0.113.9", 40, { mechanism: "PLAIN" });
    await refused("203.0.113.10", 30);
    await refused("198.51.100.4", 500);
    await refused("127.0.0.1", 500);
    await refused("192.0.2.77", 500, {}, 40);
    await known(7, "198.51.100.4/32");
    expect(await readBlockEffect(at.store, { blockAfterRefusals: 100, blockWithinMinutes: 60 })).toMatchObject({
      networks: 1,
      spared: 1,
      examples: [{ network: "203.0.113.9/32", refused: 120 }],
    });
    expect(await readBlockEffect(at.store, { blockAfterRefusals: 20, blockWithinMinutes: 60 })).toMatchObject({
      networks: 2,
    });
    // Neighbours taken as one; who is known in a part of so wide a network spares it.
    expect(
      await readBlockEffect(at.store, { blockAfterRefusals: 140, blockWithinMinutes: 60, guesserIpv4Bits: 24 }),
    ).toMatchObject({ networks: 1, spared: 1, examples: [{ network: "203.0.113.0/24", refused: 150 }] });
    expect(await readBlockEffect(at.store, { blocksGuessers: false })).toMatchObject({ networks: 0, examples: [] });
    const inForce = await readBlockEffect(at.store, {});
    expect(inForce.networks).toBe(inForce.networksNow);
  });

  test("refusals of several hours are counted together where the time is long", async () => {
    await refused("203.0.113.9", 60, {}, 1);
    await refused("203.0.113.9", 60, {}, 2);
    const asked = { blockAfterRefusals: 100 };
    expect(await readBlockEffect(at.store, { ...asked, blockWithinMinutes: 60 })).toMatchObject({ networks: 0 });
    expect(await readBlockEffect(at.store, { ...asked, blockWithinMinutes: 120 })).toMatchObject({ networks: 1 });
  });

  test("guessers at one account wait; who is known there only beyond five times as many", async () => {
    await refused("203.0.113.9", 12);
    await refused("198.51.100.4", 12);
    await refused("198.51.100.5", 60);
    await refused("203.0.113.200", 100, { reason: "sign-in-off" });
    await known(7, "198.51.100.4/32");
    await known(7, "198.51.100.5/32");
    expect(await readThrottleEffect(at.store, { freeGuesses: 10 })).toMatchObject({ waiting: 2, known: 1 });
    expect(await readThrottleEffect(at.store, { freeGuesses: 2 })).toMatchObject({ waiting: 3, known: 2 });
    expect(await readThrottleEffect(at.store, { freeGuesses: 11, throttlesGuesses: false })).toMatchObject({
      waiting: 0,
    });
    const inForce = await readThrottleEffect(at.store, {});
    expect(inForce.waiting).toBe(inForce.waitingNow);
  });

  test("networks wait for what they guessed at all accounts together, within an hour", async () => {
    for (let account = 1; account <= 6; account += 1) {
      const named = { accountId: account, address: `somebody${account}@example.org` };
      await refused("203.0.113.9", 5, named);
      await refused("203.0.113.9", 5, named, 2);
      await refused("198.51.100.4", 3, named);
    }
    const asked = { freeGuesses: 5, freeGuessesPerNetwork: 29 };
    expect(await readThrottleEffect(at.store, asked)).toMatchObject({ waiting: 0, networks: 1 });
    expect(await readThrottleEffect(at.store, { ...asked, freeGuessesPerNetwork: 30 })).toMatchObject({ networks: 0 });
    expect(await readThrottleEffect(at.store, { ...asked, freeGuessesPerNetwork: 17 })).toMatchObject({ networks: 2 });
    expect(await readThrottleEffect(at.store, { ...asked, throttlesGuesses: false })).toMatchObject({ networks: 0 });
    const inForce = await readThrottleEffect(at.store, {});
    expect(inForce.networks).toBe(inForce.networksNow);
  });
});
