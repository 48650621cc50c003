import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createAccount } from "#server/account/create-account.ts";
import { readAccessEffect, readNetworksEffect } from "#server/account/networks-effect.ts";
import { setAccountAccess } from "#server/account/set-account-access.ts";
import { createDomain } from "#server/domain/create-domain.ts";
import { readDomainView } from "#server/domain/read.ts";
import { setDomainNetworks } from "#server/domain/set-domain-networks.ts";
import { tester } from "#test/support/actor.ts";
import { engines, freshStore, type TestStore } from "#test/support/databases.ts";

const dayMs = 24 * 60 * 60 * 1000;

describe.each(engines)("what a list of networks would mean, on %s", (engine) => {
  let at: TestStore;
  let domainId: number;
  const ids: Record<string, number> = {};
  beforeEach(async () => {
    at = await freshStore(engine);
    domainId = (await createDomain(at.store, { name: "example.org" }, tester)).id;
    await createDomain(at.store, { name: "other.example" }, tester);
    for (const address of ["ann@example.org", "bob@example.org", "eve@other.example"]) {
      ids[address] = (await createAccount(at.store, { address }, tester)).id;
    }
  });
  afterEach(() => at.close());

  const came = (address: string, network: string, daysAgo = 1) => {
    const lastAt = new Date(Date.now() - daysAgo * dayMs);
    return at.store.db.knownNetwork.create({
      data: { accountId: ids[address] ?? 0, network, firstAt: lastAt, lastAt },
    });
  };
  const effect = (networks: string) => readNetworksEffect(at.store, { of: { domainId }, networks });

  test("who came from elsewhere lately is counted and named; others are not", async () => {
    await came("ann@example.org", "192.0.2.7/32");
    await came("bob@example.org", "198.51.100.4/32");
    await came("bob@example.org", "192.0.2.8/32");
    await came("ann@example.org", "203.0.113.9/32", 400);
    await came("eve@other.example", "198.51.100.4/32");
    expect(await effect("192.0.2.0/24")).toEqual({
      days: 30,
      isEverywhere: false,
      accountCount: 2,
      outsideCount: 1,
      isComplete: true,
      examples: [{ accountId: ids["bob@example.org"], address: "bob@example.org", network: "198.51.100.4/32" }],
    });
    expect(await effect("192.0.2.0/24,198.51.100.0/24")).toMatchObject({ outsideCount: 0, examples: [] });
    expect(await effect("2001:db8::/32")).toMatchObject({ outsideCount: 2 });
    expect(await effect("")).toMatchObject({ accountCount: 2, outsideCount: 0 });
  });

  test("a network that is noted wider than the list is nobody's fault", async () => {
    await came("ann@example.org", "2001:db8:1:2::/64");
    expect(await effect("2001:db8:1:2::7/128")).toMatchObject({ outsideCount: 0 });
    expect(await effect("2001:db8:1:3::/64")).toMatchObject({ outsideCount: 1 });
  });

  test("an account with a list of its own is not the domain's; its own empty one is the domain's", async () => {
    await came("ann@example.org", "198.51.100.4/32");
    const id = ids["ann@example.org"] ?? 0;
    await setDomainNetworks(at.store, { id: domainId, allowedNetworks: "192.0.2.0/24" }, tester);
    expect(await readAccessEffect(at.store, { id })).toMatchObject({ accountCount: 1, outsideCount: 1 });
    expect(await readAccessEffect(at.store, { id, allowedNetworks: "198.51.100.0/24" })).toMatchObject({
      outsideCount: 0,
    });
    await setAccountAccess(at.store, { id, allowedNetworks: "198.51.100.0/24" }, tester);
    expect(await effect("192.0.2.0/24")).toMatchObject({ accountCount: 1, outsideCount: 0 });
    expect(await readDomainView(at.store, domainId)).toMatchObject({
      allowedNetworks: "192.0.2.0/24",
      ownNetworksCount: 1,
      passwordSource: null,
      accountCount: 2,
    });
    await expect(readAccessEffect(at.store, { id: 999_999 })).rejects.toMatchObject({ code: "not-found" });
  });
});
