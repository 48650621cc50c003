import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { setAccountSwitches } from "#server/account/set-account-switches.ts";
import { Deliverer } from "#server/delivery/deliverer.ts";
import { resolveRecipient } from "#server/delivery/resolve-recipient.ts";
import { setDomainQuota } from "#server/quota/set-domain-quota.ts";
import { closeStore, openStore, type Store } from "#server/store.ts";
import { tester } from "#test/support/actor.ts";
import { engines, freshStore, type TestStore } from "#test/support/databases.ts";
import { givenAccount, givenMessage } from "#test/support/mail.ts";

const prefix = new Uint8Array(0);

describe.each(engines)("the quota of a domain on %s", (engine) => {
  let test: TestStore;
  let store: Store;
  let ann: Awaited<ReturnType<typeof givenAccount>>;
  let bob: typeof ann;
  let domainId: number;

  beforeEach(async () => {
    test = await freshStore(engine);
    store = test.store;
    ann = await givenAccount(store, "ann@example.org");
    bob = await givenAccount(store, "bob@example.org");
    ({ domainId } = await store.db.account.findUniqueOrThrow({ where: { id: ann.accountId } }));
  });

  afterEach(() => test.close());

  const sum = async () => {
    const { _sum } = await store.db.account.aggregate({
      where: { domainId },
      _sum: { octets: true, messageCount: true },
    });
    return { octets: Number(_sum.octets), messageCount: _sum.messageCount };
  };
  const codes = (results: PromiseSettledResult<unknown>[]) =>
    results.map((result) => (result.status === "fulfilled" ? "ok" : result.reason.code));

  it("is of all its accounts together, and no message more", async () => {
    const message = await givenMessage(store);
    await setDomainQuota(store, { id: domainId, quotaMessages: 3 }, tester);
    const other = await givenAccount(store, "carl@example.com");
    const deliverer = new Deliverer(store);
    const to = [ann, bob, other, ann, bob, ann, other];
    const results = await Promise.allSettled(to.map((recipient) => deliverer.deliver({ recipient, prefix, message })));
    expect(codes(results)).toEqual(["ok", "ok", "ok", "ok", "over-quota", "over-quota", "ok"]);
    expect((await sum()).messageCount).toBe(3);
    await expect(resolveRecipient(store, "ann@example.org")).rejects.toMatchObject({ code: "over-quota" });
    await expect(resolveRecipient(store, "ann@example.org")).rejects.toThrow(/domain of ann@example.org is full/);
    expect(await resolveRecipient(store, "carl@example.com")).toMatchObject({ accountId: other.accountId });
  });

  it("counts octets, and what a larger message would need", async () => {
    const small = await givenMessage(store);
    const large = await givenMessage(store, `Subject: large\r\n\r\n${"x".repeat(500)}\r\n`);
    await setDomainQuota(store, { id: domainId, quotaOctets: small.octets * 2 + 100 }, tester);
    const deliverer = new Deliverer(store);
    await deliverer.deliver({ recipient: ann, prefix, message: small });
    await expect(deliverer.deliver({ recipient: bob, prefix, message: large })).rejects.toMatchObject({
      code: "over-quota",
    });
    await deliverer.deliver({ recipient: bob, prefix, message: small });
    expect((await sum()).octets).toBe(small.octets * 2);
    await expect(resolveRecipient(store, "bob@example.org", 200)).rejects.toMatchObject({ code: "over-quota" });
  });

  it("is never passed near its end by deliveries of several processes at once", async () => {
    const message = await givenMessage(store);
    await setDomainQuota(store, { id: domainId, quotaMessages: 50 }, tester);
    const stores = [store, await openStore(test.environment), await openStore(test.environment)];
    const accounts = [ann, bob, await givenAccount(store, "dora@example.org")];
    const deliverers = stores.map((each) => new Deliverer(each));
    const results = await Promise.allSettled(
      Array.from({ length: 150 }, (_, index) =>
        deliverers[index % 3]?.deliver({ recipient: accounts[Math.floor(index / 3) % 3] ?? ann, prefix, message }),
      ),
    );
    expect(codes(results).filter((code) => code === "ok")).toHaveLength(50);
    expect((await sum()).messageCount).toBe(50);
    for (const each of stores.slice(1)) await closeStore(each);
  });

  it("has room again as soon as mail is gone, whatever was known of it before", async () => {
    const message = await givenMessage(store);
    await setDomainQuota(store, { id: domainId, quotaMessages: 1 }, tester);
    const deliverer = new Deliverer(store);
    await deliverer.deliver({ recipient: ann, prefix, message });
    await expect(deliverer.deliver({ recipient: bob, prefix, message })).rejects.toMatchObject({ code: "over-quota" });
    await store.db.account.update({ where: { id: ann.accountId }, data: { messageCount: 0, octets: 0 } });
    await deliverer.deliver({ recipient: bob, prefix, message });
    await setDomainQuota(store, { id: domainId, quotaMessages: "" }, tester);
    await deliverer.deliver({ recipient: bob, prefix, message });
    expect(await store.db.auditEntry.count({ where: { action: "domain.set-quota", object: "example.org" } })).toBe(2);
  });

  it("leaves out the mail of accounts that are being deleted", async () => {
    const message = await givenMessage(store);
    await setDomainQuota(store, { id: domainId, quotaMessages: 1 }, tester);
    const deliverer = new Deliverer(store);
    await deliverer.deliver({ recipient: ann, prefix, message });
    await setAccountSwitches(store, { id: ann.accountId, canReceive: false }, tester);
    await store.db.account.update({ where: { id: ann.accountId }, data: { deletedAt: new Date() } });
    await deliverer.deliver({ recipient: bob, prefix, message });
  });
});
